import type { BulkKind, BulkOperation, BulkPreview } from "@sluice/shared/bulk";
import type { Count, EventFilterInput } from "@sluice/shared/events";
import { clockTime, count, dateOf, estimate, plural } from "../../lib/format.ts";

export const VERBS = { retry: "Retry", replay: "Replay" } as const satisfies Record<BulkKind, string>;

/** An estimate is said, and typed, with two digits that count. */
export const roundOf = ({ count: n, estimated }: Count): number =>
  estimated && n > 10_000 ? Number(n.toPrecision(2)) : n;

export const amount = ({ count: n, estimated }: Count): string => (estimated ? estimate(n) : count(n));

export const eventsOf = (total: Count): string =>
  `${amount(total)} ${total.count === 1 ? "event" : "events"}`;

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** What a filter asks for, part by part: `["Status", "Failed, Waiting"]`. */
export function filterFacts(
  filter: EventFilterInput,
  jobName: (id: string) => string,
  timeZone?: string,
): ReadonlyArray<readonly [label: string, value: string]> {
  const { from, to, status, type, jobId, id, objectId, error, failure, flag, q } = filter;
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const at = (time: string) => `${dateOf(time, timeZone)}, ${clockTime(time, timeZone)}`;
  const received = `${from ? `from ${at(from)} ` : ""}until ${to ? at(to) : "now"}`;
  const facts: ReadonlyArray<readonly [string, readonly string[]]> = [
    ["Job", jobId === undefined ? ["All"] : list(jobId).map(jobName)],
    ["Received", [received]],
    ["Status", list(status).map(capital)],
    ["Type", list(type)],
    ["Object", list(objectId)],
    ["Id", list(id)],
    ["Error", list(error)],
    ["Cause", list(failure)],
    ["Marked", list(flag)],
    ["Contains", list(q)],
  ];
  return facts
    .filter(([, values]) => values.length > 0)
    .map(([label, values]) => [label, values.join(", ")] as const);
}

/** What becomes of those that are left out, and of those that one might not expect. */
export function outcomeLines(kind: BulkKind, onlyFailed: boolean, preview: BulkPreview): readonly string[] {
  const { statuses, excluded, matching } = preview;
  const failed = statuses.find(({ status }) => status === "failed")?.count ?? 0;
  const again = matching.count - failed;
  const left = new Map(excluded.map(({ reason, count: n }) => [reason, n]));
  const says = (reason: Parameters<typeof left.get>[0], words: string) => {
    const n = left.get(reason);
    return n ? [`${plural(n, "event")} ${words}`] : [];
  };
  return [
    ...(kind === "replay" && !onlyFailed && again > 0 && failed > 0
      ? [`${count(again)} of them didn’t fail and will be written again.`]
      : []),
    ...says("not_failed", "didn’t fail: left alone."),
    ...says("body_removed", "can’t be worked on: retention has removed the body."),
    ...says("replay_limit", "can’t be replayed: the last of ten replays of replays."),
    ...says("unknown", "no longer there."),
  ];
}

const DOING = { retry: "Retrying", replay: "Replaying" } as const;
const DONE = { retry: "given another try", replay: "replayed" } as const;

/** `Replaying 1,200 of 1,284 events`; skipped ones are behind it too. */
export function progressWords({ kind, status, total, done, skipped, failed }: BulkOperation): string {
  const sofar = done + skipped + failed;
  const what = `${DOING[kind]} ${eventsOf(total)}`;
  if (status === "pending" && sofar === 0) return what;
  return `${DOING[kind]} ${count(sofar)} of ${eventsOf(total)}`;
}

/** What came of it, in a sentence and one for what was left out. */
export function endWords(operation: BulkOperation): { readonly title: string; readonly more?: string } {
  const { kind, status, done, skipped, failed, total, problem } = operation;
  const events = plural(done, "event");
  const more = [
    ...(skipped > 0 ? [`${count(skipped)} left out`] : []),
    ...(failed > 0 ? [`${count(failed)} could not be stored`] : []),
    ...(problem ? [problem] : []),
  ].join(", ");
  const title =
    status === "done"
      ? `${events} ${DONE[kind]}`
      : status === "stopped"
        ? `Stopped: ${count(done)} of ${eventsOf(total)} ${DONE[kind]}`
        : `${VERBS[kind]} gave up: ${count(done)} of ${eventsOf(total)} ${DONE[kind]}`;
  return { title, ...(more && { more }) };
}
