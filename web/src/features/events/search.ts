import type { EventStatus } from "@sluice/shared/events";
import { flag, given, oneOf, type RawSearch, text } from "../../lib/search.ts";

const STATUSES = [
  "pending",
  "waiting",
  "processing",
  "processed",
  "failed",
  "filtered",
] as const satisfies readonly EventStatus[];

export const eventStatus = (value: unknown) => oneOf(value, STATUSES);

export const eventsSearch = (raw: RawSearch) =>
  given({
    range: text(raw.range),
    status: eventStatus(raw.status),
    job: text(raw.job),
    type: text(raw.type),
    key: text(raw.key),
    q: text(raw.q),
    sort: text(raw.sort),
    cols: text(raw.cols),
    peek: text(raw.peek),
    live: flag(raw.live),
  });
