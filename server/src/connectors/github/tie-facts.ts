import { type Fields, isObject } from "../objects.ts";

/** Fields of which an event's `changes` says what they were. */
const EDITED = [
  "title",
  "body",
  "name",
  "tag_name",
  "description",
  "note",
  "color",
  "due_on",
  "column_id",
  "default_branch",
  "homepage",
  "archived_at",
  "content_type",
] as const;
/** Fields that an action by itself says to have changed. */
const SWITCHED = ["state", "locked", "draft", "private", "archived"] as const;
const MEMBERS = ["labels", "assignees"] as const;

/** What of an object's state can be taken back by what events say. */
export function factsAfter(object: Fields): Fields {
  const facts: Record<string, unknown> = {};
  for (const field of [...EDITED, ...SWITCHED]) facts[field] = object[field];
  for (const field of MEMBERS) facts[field] = idsOf(object[field]);
  facts.reviewers = [...idsOf(object.requested_reviewers), ...idsOf(object.requested_teams)].sort();
  facts.milestone = idOf(object.milestone);
  facts.head = isObject(object.head) ? object.head.sha : undefined;
  return facts;
}

/** The facts before an event; undefined where it does not say what it changed. */
export function factsBefore(after: Fields, payload: Fields): Fields | undefined {
  const undone = undo(after, payload);
  const changed = isObject(payload.changes) ? payload.changes : {};
  const edited = EDITED.flatMap((field) => {
    const change = changed[field];
    return isObject(change) && "from" in change ? [[field, change.from] as const] : [];
  });
  if (!undone && edited.length === 0) return undefined;
  return { ...after, ...undone, ...Object.fromEntries(edited) };
}

function undo(after: Fields, payload: Fields): Fields | undefined {
  const without = (field: string, member: unknown) => ({
    [field]: (after[field] as string[]).filter((id) => id !== idOf(member)),
  });
  const withIt = (field: string, member: unknown) => {
    const id = idOf(member);
    return { [field]: [...new Set([...(after[field] as string[]), ...(id ? [id] : [])])].sort() };
  };
  const reviewer = payload.requested_reviewer ?? payload.requested_team;
  switch (payload.action) {
    case "labeled":
      return without("labels", payload.label);
    case "unlabeled":
      return withIt("labels", payload.label);
    case "assigned":
      return without("assignees", payload.assignee);
    case "unassigned":
      return withIt("assignees", payload.assignee);
    case "review_requested":
      return without("reviewers", reviewer);
    case "review_request_removed":
      return withIt("reviewers", reviewer);
    case "milestoned":
      return { milestone: undefined };
    case "demilestoned":
      return { milestone: idOf(payload.milestone) };
    case "closed":
      return { state: "open" };
    case "reopened":
      return { state: "closed" };
    case "locked":
      return { locked: false };
    case "unlocked":
      return { locked: true };
    case "converted_to_draft":
      return { draft: false };
    case "ready_for_review":
      return { draft: true };
    case "synchronize":
      return { head: payload.before };
    case "publicized":
      return { private: true };
    case "privatized":
      return { private: false };
    case "archived":
      return { archived: false };
    case "unarchived":
      return { archived: true };
    default:
      return undefined;
  }
}

const idOf = (value: unknown): string | undefined =>
  isObject(value) && Number.isSafeInteger(value.id) ? String(value.id) : undefined;

const idsOf = (list: unknown): string[] =>
  (Array.isArray(list) ? list : [])
    .map(idOf)
    .filter((id) => id !== undefined)
    .sort();
