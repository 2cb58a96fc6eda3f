import type { EventFilterInput, EventFlag, EventStatus } from "@sluice/shared/events";
import { type RangeText, spanOf } from "../../lib/range.ts";
import {
  flag,
  given,
  oneOf,
  parseSearch,
  type RawSearch,
  someOf,
  stringifySearch,
  text,
} from "../../lib/search.ts";

export const STATUSES = [
  "failed",
  "pending",
  "waiting",
  "processing",
  "processed",
  "filtered",
] as const satisfies readonly EventStatus[];

export const FLAGS = [
  "duplicate",
  "conflict",
  "ambiguous",
  "mismatch",
  "replay",
  "edited",
  "test",
  "admitted",
] as const satisfies readonly EventFlag[];

export const eventStatus = (value: unknown) => oneOf(value, STATUSES);

/** What the address of the events list says; lists are comma separated. */
export interface EventsSearch {
  readonly range?: RangeText;
  readonly status?: string;
  readonly job?: string;
  readonly type?: string;
  readonly flag?: string;
  /** A group of failures of one cause. */
  readonly failure?: string;
  readonly error?: string;
  readonly id?: string;
  readonly key?: string;
  readonly q?: string;
  readonly sort?: "oldest";
  /** Ids of the columns shown, where they are not the usual ones. */
  readonly cols?: string;
  /** The event in the pane beside the list. */
  readonly peek?: string;
  readonly live?: true;
}

/** The parts that narrow the list. */
export const FILTER_KEYS = [
  "range",
  "status",
  "job",
  "type",
  "flag",
  "failure",
  "error",
  "id",
  "key",
  "q",
] as const satisfies readonly (keyof EventsSearch)[];

export const NO_FILTERS = Object.fromEntries(FILTER_KEYS.map((key) => [key, undefined]));

export const eventsSearch = (raw: RawSearch): EventsSearch =>
  given({
    range: text(raw.range),
    status: someOf(raw.status, STATUSES)?.join(","),
    job: text(raw.job),
    type: text(raw.type),
    flag: someOf(raw.flag, FLAGS)?.join(","),
    failure: text(raw.failure),
    error: text(raw.error),
    id: text(raw.id),
    key: text(raw.key),
    q: text(raw.q),
    sort: oneOf(raw.sort, ["oldest"]),
    cols: text(raw.cols),
    peek: text(raw.peek),
    live: flag(raw.live),
  });

/** The list that somebody comes from, as an event's page keeps it in its address. */
export function listFrom(search: EventsSearch): { readonly list?: string } {
  const parts = [...FILTER_KEYS, "sort" as const].map((key) => [key, search[key]]);
  const list = stringifySearch(Object.fromEntries(parts)).slice(1);
  return list ? { list } : {};
}
export const listSearch = (list: string | undefined): EventsSearch => eventsSearch(parseSearch(list ?? ""));

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
    flag: several(search.flag) as EventFlag[] | undefined,
    failure: search.failure,
    error: several(search.error) as string[] | undefined,
    id: search.id,
    objectId: search.key,
    q: search.q?.split(/\s+/).filter(Boolean).slice(0, 4),
  }) as EventFilterInput;
}
