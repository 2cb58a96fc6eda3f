import type { AlertRule, MessageKind } from "@sluice/shared/alerts";
import type { MessageItem } from "./message-repo.ts";

const MINUTE_MS = 60_000;
const NAMES_SHOWN = 10;

const TITLES: Readonly<Record<AlertRule, string>> = {
  failing: "events fail",
  blocked: "nothing can be written",
  quiet: "no events come",
  schedule: "the schedule is not kept",
};

/** `5 minutes`, `3 hours`, `2 days`: whole, and rounded down. */
export function asLong(ms: number): string {
  const minutes = Math.max(1, Math.floor(ms / MINUTE_MS));
  const [n, unit] =
    minutes < 120
      ? [minutes, "minute"]
      : minutes < 2_880
        ? [Math.floor(minutes / 60), "hour"]
        : [Math.floor(minutes / 1_440), "day"];
  return `${n} ${unit}${n === 1 ? "" : "s"}`;
}

/** What one message says of alerts with the same cause. */
export interface Paragraph {
  readonly title: string;
  readonly text: string;
  readonly jobs: ReadonlyArray<Pick<MessageItem, "jobId" | "jobName">>;
  /** Beyond those that are named. */
  readonly more: number;
}

export function subjectOf(kind: MessageKind, items: readonly MessageItem[]): string {
  const [first] = items;
  const names =
    first && items.every(({ jobId }) => jobId === first.jobId) ? oneLine(first.jobName) : undefined;
  const rules = [...new Set(items.map(({ rule }) => rule))];
  const what = rules.length === 1 ? TITLES[rules[0] as AlertRule] : `${items.length} alerts`;
  const who = names ?? `${new Set(items.map(({ jobId }) => jobId)).size} jobs`;
  if (kind === "recovered") return `Recovered: ${who} (${what})`;
  return `${kind === "reminder" ? "Still: " : ""}${who}: ${what}`;
}

export function paragraphs(kind: MessageKind, items: readonly MessageItem[]): Paragraph[] {
  const groups = Map.groupBy(items, ({ rule, cause }) => `${rule} ${cause}`);
  return [...groups.values()].map((group) => {
    const first = group[0] as MessageItem;
    const jobs = group
      .slice(0, NAMES_SHOWN)
      .map(({ jobId, jobName }) => ({ jobId, jobName: oneLine(jobName) }));
    const title = TITLES[first.rule];
    return {
      title: kind === "recovered" ? `Over: ${title}` : `${title.charAt(0).toUpperCase()}${title.slice(1)}`,
      text: kind === "recovered" ? lasted(first) : first.text,
      jobs,
      more: group.length - jobs.length,
    };
  });
}

const lasted = ({ openedAt, endedAt }: MessageItem): string =>
  `It began at ${utc(openedAt)}${endedAt ? ` and ended at ${utc(endedAt)}` : ""}.`;

const utc = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

const oneLine = (text: string): string => text.replace(/\s+/g, " ").slice(0, 120);
