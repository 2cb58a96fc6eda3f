import type {
  FindingKind,
  ReconcileFinding,
  ReconcileSummary,
  RepairPreview,
} from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import { count, duration, plural } from "../../lib/format.ts";

export const KINDS: readonly FindingKind[] = ["missing", "stale", "extra"];
export const KIND_WORDS: Readonly<Record<FindingKind, string>> = {
  missing: "Missing",
  stale: "Stale",
  extra: "Extra",
};
export const REPAIR_WORDS: Readonly<Record<NonNullable<ReconcileFinding["repair"]>, string>> = {
  repaired: "Repaired",
  alreadyRight: "Already correct",
  newerEventWon: "A newer event won",
  failed: "Not repaired",
};

/** `48,200 of about 100,000 objects, 482 pages, 3,100 a second, about 16 s left`. */
export function progressWords({ progress, kind }: SyncRun): string {
  const { objects, total, pages, perSecond, secondsLeft } = progress;
  const isEstimate = total && "estimated" in total && total.estimated;
  const all = total ? ` of ${isEstimate ? "about " : ""}${count(total.count)}` : "";
  const parts = [`${count(objects)}${all} ${kind === "repair" ? "repaired" : "objects compared"}`];
  if (pages > 0) parts.push(plural(pages, "page"));
  if (perSecond !== null && perSecond > 0) parts.push(`${count(Math.round(perSecond))} a second`);
  if (secondsLeft !== null && secondsLeft > 0) parts.push(`about ${duration(secondsLeft * 1000)} left`);
  return parts.join(", ");
}

/** Between 0 and 1; undefined where nobody can tell. */
export function shareDone({ progress }: SyncRun): number | undefined {
  const { objects, total } = progress;
  return total && total.count > 0 ? Math.min(1, objects / total.count) : undefined;
}

export const findingsOf = ({ totals: { missing, stale, extra } }: Pick<ReconcileSummary, "totals">): number =>
  missing + stale + extra;

/** What a repair will do, line by line. */
export function repairLines(
  { missing, stale, extra, deleteMode }: RepairPreview,
  provider: string,
): readonly string[] {
  const lines: string[] = [];
  if (missing > 0)
    lines.push(`${plural(missing, "missing document")} will be written as ${provider} has them.`);
  if (stale > 0) lines.push(`${plural(stale, "stale document")} will be replaced.`);
  if (extra > 0)
    lines.push(
      deleteMode === "soft"
        ? `${plural(extra, "extra document")} will be marked as deleted and kept.`
        : `${plural(extra, "extra document")} will be deleted.`,
    );
  return lines;
}

/** What is on each side of the fields that differ, as two documents. */
export function sidesOf(differences: NonNullable<ReconcileFinding["differences"]>) {
  const here: Record<string, unknown> = {};
  const there: Record<string, unknown> = {};
  for (const one of differences) {
    if ("here" in one) here[one.path] = one.here;
    if ("there" in one) there[one.path] = one.there;
  }
  return { here: JSON.stringify(here), there: JSON.stringify(there) };
}

/** About how many requests comparing so many documents takes, a hundred to a page. */
export const requestsFor = (documents: readonly number[]): number =>
  1 + documents.reduce((sum, one) => sum + Math.max(1, Math.ceil(one / 100)), 0);

/** Paths as a person types them: a line or a comma between two. */
export const pathsIn = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,]+/)
      .map((path) => path.trim())
      .filter((path) => path !== ""),
  ),
];
