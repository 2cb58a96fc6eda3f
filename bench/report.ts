import { median } from "./statistics.ts";

export type Target = { readonly least: number } | { readonly most: number };

/** One figure of the table: a value for each round. */
export interface Metric {
  readonly part: string;
  readonly name: string;
  readonly unit: string;
  readonly target?: Target;
  readonly values: number[];
}

/** Collects what the rounds measured, in the order in which each figure first appeared. */
export interface Recorder {
  add(name: string, unit: string, value: number, target?: Target): void;
  note(line: string): void;
}

export function report() {
  const metrics = new Map<string, Metric>();
  const notes: string[] = [];

  return {
    metrics: () => [...metrics.values()],
    recorder: (part: string): Recorder => ({
      add(name, unit, value, target) {
        const key = `${part}\0${name}`;
        const metric = metrics.get(key) ?? { part, name, unit, values: [], ...(target && { target }) };
        metric.values.push(value);
        metrics.set(key, metric);
      },
      note: (line) => void notes.push(`${part}: ${line}`),
    }),
    table: () => table([...metrics.values()], notes),
    json: (about: object) =>
      JSON.stringify(
        {
          ...about,
          metrics: [...metrics.values()].map((metric) => ({ ...metric, median: median(metric.values) })),
          notes,
        },
        null,
        2,
      ),
  };
}

function isMet(value: number, target: Target): boolean {
  return "least" in target ? value >= target.least : value <= target.most;
}

/** Markdown, so that it can be pasted into docs/benchmarks.md. */
function table(metrics: readonly Metric[], notes: readonly string[]): string {
  const rows = metrics.map(({ part, name, unit, values, target }) => {
    const middle = median(values);
    const range = values.length > 1 ? `${show(Math.min(...values))} – ${show(Math.max(...values))}` : "";
    const aim = target ? ("least" in target ? `≥ ${show(target.least)}` : `≤ ${show(target.most)}`) : "";
    const verdict = target ? (isMet(middle, target) ? "met" : "MISSED") : "";
    return [part, name, `${show(middle)} ${unit}`.trim(), range, aim, verdict];
  });
  const head = ["part", "figure", "median", "range", "target", ""];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(head), rule, ...rows.map(line), "", ...notes].join("\n");
}

function show(value: number): string {
  if (!Number.isFinite(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
