import { given, oneOf, type RawSearch } from "../../lib/search.ts";

export const RANGES = ["today", "1h", "24h", "7d", "30d"] as const;
export type OverviewRange = (typeof RANGES)[number];

export const overviewSearch = (raw: RawSearch) => given({ range: oneOf(raw.range, RANGES) });
