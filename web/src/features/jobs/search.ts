import { given, type RawSearch, text } from "../../lib/search.ts";

export const jobsSearch = (raw: RawSearch) => given({ sort: text(raw.sort) });
