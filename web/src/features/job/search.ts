import type { SyncJob } from "@sluice/shared/sync-jobs";
import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const JOB_TABS = [
  "events",
  "executions",
  "reconcile",
  "rejected",
  "transform",
  "schedule",
  "alerts",
  "analytics",
  "settings",
] as const;
export type JobTab = (typeof JOB_TABS)[number];
/** `inFlight`: pending, waiting for another attempt, or worked on. */
export const EVENT_STATUSES = ["failed", "inFlight", "processed", "filtered"] as const;
export type JobEventStatus = (typeof EVENT_STATUSES)[number];
export const RUN_STATUSES = ["running", "completed", "blocked"] as const;

/**
 * `range` is of figures, events and executions; `status` and `failure` narrow the events, `ended` the executions,
 * of which `run` is the one that is looked at;
 * `type` narrows the analytics; `pull` is the run of the schedule that is looked at.
 * Of reconciliations `report` is looked at, and `collection` and `kind` narrow its findings.
 */
export const jobSearch = (raw: RawSearch) =>
  given({
    tab: oneOf(raw.tab, JOB_TABS),
    range: text(raw.range),
    status: oneOf(raw.status, EVENT_STATUSES),
    failure: text(raw.failure),
    ended: oneOf(raw.ended, RUN_STATUSES),
    run: text(raw.run),
    report: text(raw.report),
    collection: text(raw.collection),
    kind: oneOf(raw.kind, ["missing", "stale", "extra"] as const),
    type: text(raw.type),
    pull: text(raw.pull),
  });
export type JobSearch = ReturnType<typeof jobSearch>;

/** The tab of the address, or the one that its job opens with. */
export const tabOf = ({ tab }: Pick<JobSearch, "tab">, { type }: Pick<SyncJob, "type">): JobTab =>
  tab ?? (type === "scheduled" ? "schedule" : "events");

const RANGED: readonly JobTab[] = ["events", "executions", "analytics"];
/** Whether what a tab shows is of the range that is chosen. */
export const hasRange = (tab: JobTab): boolean => RANGED.includes(tab);
