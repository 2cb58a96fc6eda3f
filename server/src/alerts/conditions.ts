import type { AlertRule, AlertSettings } from "@sluice/shared/alerts";
import { asLong } from "./words.ts";

const MINUTE_MS = 60_000;
const GAPS_UNTIL_QUIET = 10;

/** What can be seen of one job. */
export interface Signs {
  /** False: paused or disabled by a person. */
  readonly isWorking: boolean;
  /** Of the rule's window. */
  readonly failed: number;
  readonly processed: number;
  readonly blocked?: { readonly since: Date; readonly reason: string };
  readonly server: string;
  readonly connector: string;
  /** When the last event came, or the job was made. */
  readonly lastEventAt: Date;
  readonly usualGapMs: number | undefined;
  readonly schedule?: { readonly dueAt?: Date; readonly failed?: string; readonly differs?: string };
}

export interface Trouble {
  readonly text: string;
  /** What several jobs may have in common. */
  readonly cause: string;
}

/** By rule: what is the matter; false: nothing; absent: not watched. */
export type Findings = Partial<Record<AlertRule, Trouble | false>>;

export function findings(signs: Signs, settings: AlertSettings, now: number): Findings {
  if (!signs.isWorking) return {};
  return {
    ...(settings.failing.enabled && { failing: failing(signs, settings.failing) }),
    ...(settings.blocked.enabled && { blocked: blocked(signs, settings.blocked, now) }),
    ...(settings.quiet.enabled && { quiet: quiet(signs, settings.quiet, now) }),
    ...(settings.schedule.enabled && { schedule: late(signs, settings.schedule, now) }),
  };
}

function failing(
  { failed, processed, server }: Signs,
  { atLeast, percent, windowMinutes }: AlertSettings["failing"],
): Trouble | false {
  const settled = failed + processed;
  if (failed < atLeast || failed * 100 < percent * settled) return false;
  const within = asLong(windowMinutes * MINUTE_MS);
  return {
    text: `${failed} of ${settled} events that came within ${within} failed.`,
    cause: `failing ${server}`,
  };
}

function blocked(
  { blocked, server }: Signs,
  { afterMinutes }: AlertSettings["blocked"],
  now: number,
): Trouble | false {
  const ms = blocked ? now - blocked.since.getTime() : 0;
  if (!blocked || ms < afterMinutes * MINUTE_MS) return false;
  return {
    text: `Nothing could be written to ${server} for ${asLong(ms)}: ${blocked.reason}`,
    cause: `blocked ${server}`,
  };
}

function quiet(
  { lastEventAt, usualGapMs, connector }: Signs,
  { afterMinutes }: AlertSettings["quiet"],
  now: number,
): Trouble | false {
  const ms = now - lastEventAt.getTime();
  const most = afterMinutes === null ? usualGapMs && usualGapMs * GAPS_UNTIL_QUIET : afterMinutes * MINUTE_MS;
  if (!most || ms <= most) return false;
  const usually = usualGapMs ? `; usually one comes every ${asLong(usualGapMs)}` : "";
  return { text: `No event has come for ${asLong(ms)}${usually}.`, cause: `quiet ${connector}` };
}

function late(
  { schedule, connector }: Signs,
  { lateMinutes }: AlertSettings["schedule"],
  now: number,
): Trouble | false {
  if (schedule?.differs !== undefined)
    return { text: `A scheduled reconciliation found: ${schedule.differs}.`, cause: "reconciliation" };
  if (schedule?.failed !== undefined)
    return { text: `The last scheduled run failed: ${schedule.failed}`, cause: `schedule ${connector}` };
  const ms = schedule?.dueAt ? now - schedule.dueAt.getTime() : 0;
  if (ms < lateMinutes * MINUTE_MS || ms <= 0) return false;
  return { text: `A scheduled run is overdue for ${asLong(ms)}.`, cause: "schedule late" };
}
