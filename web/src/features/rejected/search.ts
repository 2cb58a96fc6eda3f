import { given, type RawSearch, text } from "../../lib/search.ts";

export const rejectedSearch = (raw: RawSearch) =>
  given({ range: text(raw.range), reason: text(raw.reason), job: text(raw.job), peek: text(raw.peek) });
