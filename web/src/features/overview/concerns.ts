import { count, duration } from "../../lib/format.ts";
import type { JobRow } from "../jobs/state.ts";

export interface Concern {
  readonly id: string;
  readonly tone: "failed" | "blocked" | "needsSecret" | "quiet";
  /** "Stripe billing: 29 events failed." */
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly jobId: string;
  /** Leads to the failed events instead of the job. */
  readonly failed?: true;
}

const AT_MOST = 5;

/** What needs a person, worst first. */
export function concernsOf(rows: readonly JobRow[], now = Date.now()): readonly Concern[] {
  return rows.flatMap((row) => concernsOfJob(row, now)).slice(0, AT_MOST);
}

function concernsOfJob({ job, figures, state }: JobRow, now: number): Concern[] {
  const found: Concern[] = [];
  const { id: jobId, name } = job;
  if (figures && figures.failed > 0)
    found.push({
      id: `${jobId} failed`,
      tone: "failed",
      title: `${name}: ${count(figures.failed)} ${figures.failed === 1 ? "event" : "events"} failed.`,
      text: "All attempts are used up; each event says what to do.",
      action: "See why",
      jobId,
      failed: true,
    });
  if (state === "blocked" && job.blocked)
    found.push({
      id: `${jobId} blocked`,
      tone: "blocked",
      title: `${name}: its destination cannot be used.`,
      text: `Events are kept and written when it is back. ${job.blocked.reason}`,
      action: "Check job",
      jobId,
    });
  if (state === "needsSecret")
    found.push({
      id: `${jobId} secret`,
      tone: "needsSecret",
      title: `${name}: it has no signing secret yet.`,
      text: "Its URL answers 503 until then, so that the provider sends again.",
      action: "Paste it",
      jobId,
    });
  if (state === "quiet" && figures?.lastEventAt)
    found.push({
      id: `${jobId} quiet`,
      tone: "quiet",
      title: `${name}: no events for ${duration(now - Date.parse(figures.lastEventAt))}.`,
      text: figures.usualGapMs ? `It usually sends one every ${duration(figures.usualGapMs)}.` : "",
      action: "Check job",
      jobId,
    });
  return found;
}
