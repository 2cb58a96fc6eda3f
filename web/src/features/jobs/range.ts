import { oneOf } from "../../lib/search.ts";

export const RANGES = [
  { value: "1h", label: "1 h", ms: 3_600_000 },
  { value: "24h", label: "24 h", ms: 86_400_000 },
  { value: "7d", label: "7 d", ms: 7 * 86_400_000 },
  { value: "30d", label: "30 d", ms: 30 * 86_400_000 },
] as const;
export type Range = (typeof RANGES)[number]["value"];

export const rangeOf = (value: unknown): Range =>
  oneOf(
    value,
    RANGES.map((range) => range.value),
  ) ?? "24h";

export const rangeMs = (value: Range): number =>
  RANGES.find((range) => range.value === value)?.ms ?? 86_400_000;
