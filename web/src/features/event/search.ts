import { given, type RawSearch, text } from "../../lib/search.ts";

export const eventSearch = (raw: RawSearch) => given({ tab: text(raw.tab), list: text(raw.list) });
