import { dateOf, plural, shortId } from "../../../lib/format.ts";
import { filterFacts } from "../../bulk/words.ts";
import { fieldWord } from "../../job/setting-words.ts";

/** Where the words of an action's own name would not tell what was done. */
const PHRASES: Readonly<Record<string, string>> = {
  "alert_channel.created": "Alert channel added",
  "alert_channel.deleted": "Alert channel removed",
  "alert_settings.changed": "Alert rules changed",
  "alert_settings.removed": "Alert rules reset to the workspace's",
  "events.replay_started": "Replay of events started",
  "events.replay_stopped": "Replay of events stopped",
  "events.retry_started": "Retry of events started",
  "events.retry_stopped": "Retry of events stopped",
  "invitation.created": "Invitation created",
  "member.joined": "Joined the workspace",
  "member.left": "Left the workspace",
  "rejected_request.admitted": "Rejected request let in",
  "sync_job.previous_secret_ended": "Previous signing secret ended",
  "sync_job.reconcile_schedule_removed": "Reconciliation schedule removed",
  "sync_job.reconcile_schedule_set": "Reconciliation schedule set",
  "sync_job.retry_requested": "Retry of failed events started",
  "sync_job.secret_set": "Signing secret set",
  "sync_job.test_sent": "Test event sent",
  "sync_job.updated": "Job settings changed",
  "sync_job.webhook_left": "Webhook left at the provider",
  "sync_job.webhook_registered": "Webhook registered",
  "sync_job.webhook_unregistered": "Webhook removed",
  "sync_run.backfill_started": "Backfill started",
  "sync_run.repair_started": "Repair started",
  "sync_run.changes_started": "Scheduled run started",
  "sync_run.reapply_started": "Transformation re-applied",
  "sync_run.reconcile_started": "Reconciliation started",
  "workspace.removed": "Workspace deleted",
  "workspace.set_up": "Installation set up",
};

/** `api_key.created` as `API key created`. */
export function actionWords(action: string): string {
  const phrase = PHRASES[action];
  if (phrase) return phrase;
  const words = action
    .replace(/^sync_/, "")
    .replaceAll(/[._]/g, " ")
    .replace(/^api\b/, "API");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type NameOf = (id: string) => string | undefined;

const ID = /^[a-z]+_[0-9A-Za-z]{12,}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function said(value: unknown, nameOf: NameOf): string {
  if (Array.isArray(value)) return value.map((one) => said(one, nameOf)).join(", ");
  const text = String(value);
  if (MOMENT.test(text)) return dateOf(text, "UTC");
  return ID.test(text) ? (nameOf(text) ?? shortId(text)) : text;
}

/** Those that tell enough without their name. */
const BARE = new Set(["name", "kind", "target", "email"]);
const COUNTED: Readonly<Record<string, string>> = {
  events: "event",
  objects: "object",
  rejected: "rejected request",
  documents: "document",
};
const SUMS = new Set(["done", "skipped", "failed", "retried"]);
const LABELS: Readonly<Record<string, string>> = {
  as: "as",
  expiresAt: "expires",
  expiresInDays: "days until it expires:",
  jobId: "job",
  keepDestination: "documents kept",
  last4: "ends in",
  onlyFailed: "only failed ones",
  previousValidUntil: "previous one valid until",
  overlapHours: "hours of overlap:",
  replacedBy: "replaced by",
  suppress: "later events left out",
  bodyDays: "days for bodies:",
  rowDays: "days for events:",
  executionDays: "days for executions:",
};

/** `Staging, viewer → admin`: what was kept with an entry, on one line. */
export function detailWords(
  { from, to, ...rest }: Readonly<Record<string, unknown>>,
  nameOf: NameOf = () => undefined,
): string {
  const words = Object.entries(rest).flatMap(([name, value]) => wordsOf(name, value, nameOf) ?? []);
  if (from !== undefined && to !== undefined) words.push(`${said(from, nameOf)} → ${said(to, nameOf)}`);
  return words.join(", ");
}

function wordsOf(name: string, value: unknown, nameOf: NameOf): string | undefined {
  if (value === null || value === undefined || value === "" || value === false) return undefined;
  if (name === "filter" && typeof value === "string") return filterWords(value, nameOf);
  if (name === "changes" && Array.isArray(value))
    return value.map(({ field }) => fieldWord(String(field))).join(", ");
  if (typeof value === "number" && COUNTED[name]) return plural(value, COUNTED[name]);
  if (typeof value === "number" && SUMS.has(name)) return `${value} ${name}`;
  if (name === "events" && Array.isArray(value))
    return value.includes("*") ? "all event types" : plural(value.length, "event type");
  if (Array.isArray(value) ? value.length === 0 : typeof value === "object") return undefined;
  if (BARE.has(name)) return said(value, nameOf);
  return value === true ? label(name) : `${label(name)} ${said(value, nameOf)}`;
}

function filterWords(text: string, nameOf: NameOf): string {
  const facts = filterFacts(JSON.parse(text), (id) => nameOf(id) ?? shortId(id), "UTC");
  return facts.map(([name, value]) => `${name.toLowerCase()} ${value}`).join(", ");
}

const label = (name: string): string =>
  LABELS[name] ??
  name.replaceAll(/([a-z])([A-Z])/g, (_, last: string, first: string) => `${last} ${first.toLowerCase()}`);
