import { flag, given, type RawSearch, text } from "../../lib/search.ts";

export const eventsSearch = (raw: RawSearch) =>
  given({
    range: text(raw.range),
    status: text(raw.status),
    job: text(raw.job),
    type: text(raw.type),
    key: text(raw.key),
    q: text(raw.q),
    sort: text(raw.sort),
    cols: text(raw.cols),
    peek: text(raw.peek),
    live: flag(raw.live),
  });
