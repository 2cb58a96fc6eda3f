import type { EventFilterInput, EventStatus } from "@sluice/shared/events";
import { type RangeText, spanOf } from "../../lib/range.ts";
import { flag, given, oneOf, type RawSearch, someOf, text } from "../../lib/search.ts";

export const STATUSES = [
  "failed",
  "pending",
  "waiting",
  "processed",
  "filtered",
] as const satisfies readonly EventStatus[];

export const eventStatus = (value: unknown) => oneOf(value, STATUSES);

/** What the address of the events list says; lists are comma separated. */
export interface EventsSearch {
  readonly range?: RangeText;
  readonly status?: string;
  readonly job?: string;
  readonly type?: string;
  readonly key?: string;
  readonly q?: string;
  readonly sort?: "oldest";
  readonly live?: true;
}

export const eventsSearch = (raw: RawSearch): EventsSearch =>
  given({
    range: text(raw.range),
    status: someOf(raw.status, STATUSES)?.join(","),
    job: text(raw.job),
    type: text(raw.type),
    key: text(raw.key),
    q: text(raw.q),
    sort: oneOf(raw.sort, ["oldest"]),
    live: flag(raw.live),
  });

export const listOf = (value: string | undefined): readonly string[] =>
  value?.split(",").filter(Boolean) ?? [];
export const textOf = (values: readonly string[]): string | undefined => values.join(",") || undefined;

/** What the server is asked for. A relative range begins at a whole minute, so that the question stays the same. */
export function filterOf(search: EventsSearch, now = Date.now()): EventFilterInput {
  const span = spanOf(search.range, Math.floor(now / 60_000) * 60_000);
  const several = (value: string | undefined) => (value ? listOf(value) : undefined);
  return given({
    from: span?.from,
    to: span?.to,
    status: several(search.status) as EventStatus[] | undefined,
    jobId: several(search.job) as string[] | undefined,
    type: several(search.type) as string[] | undefined,
    objectId: search.key,
    q: search.q?.split(/\s+/).filter(Boolean).slice(0, 4),
  }) as EventFilterInput;
}
