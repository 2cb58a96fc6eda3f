import { type Fields, isObject } from "../objects.ts";
import { seconds } from "./times.ts";

/** What one of GitHub's events carries, and how that is kept. */
export interface Kind {
  readonly collection: string;
  readonly object: (payload: Fields) => unknown;
  readonly id: (object: Fields, payload: Fields) => unknown;
  /** Seconds: as late as the object says it is. */
  readonly time: (object: Fields, payload: Fields) => number | undefined;
}

/** Times of an object's own; `updated_at` is the latest where there is one. */
const TIMES = [
  "updated_at",
  "created_at",
  "submitted_at",
  "published_at",
  "started_at",
  "completed_at",
  "dismissed_at",
  "fixed_at",
] as const;

function latest(object: Fields): number | undefined {
  const times = TIMES.map((field) => seconds(object[field])).filter((time) => time !== undefined);
  return times.length > 0 ? Math.max(...times) : undefined;
}

const ownId = ({ id }: Fields) => (Number.isSafeInteger(id) ? String(id) : id);

const kept = (collection: string, field: string, more: Partial<Kind> = {}): Kind => ({
  collection,
  object: (payload) => payload[field],
  id: ownId,
  time: latest,
  ...more,
});

const repositoryOf = ({ repository }: Fields): Fields => (isObject(repository) ? repository : {});
/** What has a number of its own within a repository. */
const numbered = (collection: string): Kind =>
  kept(collection, "alert", { id: ({ number }, payload) => inRepository(payload, number) });

function inRepository(payload: Fields, ...parts: readonly unknown[]): string | undefined {
  const all = [repositoryOf(payload).id, ...parts];
  return all.every((part) => typeof part === "number" || (typeof part === "string" && part !== ""))
    ? all.join(":")
    : undefined;
}

/** The event itself, without what every event carries beside it. */
function itself({ repository, ...payload }: Fields): Fields {
  const { sender, organization, installation, enterprise, action, ...own } = payload;
  if (!isObject(repository)) return own;
  const { id, node_id, name, full_name } = repository;
  return { ...own, repository: { id, node_id, name, full_name } };
}

/** By the name of the event, the commonest first. What is not here carries nothing with an id and a time of its own. */
export const KINDS: Readonly<Record<string, Kind>> = {
  push: {
    collection: "pushes",
    object: itself,
    id: ({ ref, before, after }, payload) => inRepository(payload, ref, before, after),
    // A commit's own time is its author's clock.
    time: (_, payload) => seconds(repositoryOf(payload).pushed_at),
  },
  issues: kept("issues", "issue"),
  issue_comment: kept("issue_comments", "comment"),
  pull_request: kept("pull_requests", "pull_request"),
  pull_request_review: kept("pull_request_reviews", "review"),
  pull_request_review_comment: kept("pull_request_review_comments", "comment"),
  release: kept("releases", "release"),
  repository: kept("repositories", "repository"),
  public: kept("repositories", "repository"),
  milestone: kept("milestones", "milestone"),
  discussion: kept("discussions", "discussion"),
  discussion_comment: kept("discussion_comments", "comment"),
  commit_comment: kept("commit_comments", "comment"),
  status: kept("statuses", "", { object: itself }),
  check_run: kept("check_runs", "check_run"),
  check_suite: kept("check_suites", "check_suite"),
  workflow_run: kept("workflow_runs", "workflow_run"),
  workflow_job: kept("workflow_jobs", "workflow_job"),
  deployment: kept("deployments", "deployment"),
  deployment_status: kept("deployment_statuses", "deployment_status"),
  page_build: kept("page_builds", "build", { id: (_, payload) => ownId(payload) }),
  package: kept("packages", "package"),
  registry_package: kept("packages", "registry_package"),
  fork: kept("forks", "forkee"),
  deploy_key: kept("deploy_keys", "key"),
  branch_protection_rule: kept("branch_protection_rules", "rule"),
  code_scanning_alert: numbered("code_scanning_alerts"),
  dependabot_alert: numbered("dependabot_alerts"),
  secret_scanning_alert: numbered("secret_scanning_alerts"),
  security_advisory: kept("security_advisories", "security_advisory", { id: ({ ghsa_id }) => ghsa_id }),
  projects_v2_item: kept("projects_v2_items", "projects_v2_item"),
  project: kept("projects", "project"),
  project_column: kept("project_columns", "project_column"),
  project_card: kept("project_cards", "project_card"),
  installation: kept("installations", "installation"),
};
