import type {
  FindingKind,
  ReconcileCollection,
  ReconcileReport,
  ReconcileTotals,
} from "@sluice/shared/reconcile";

export const KINDS: readonly FindingKind[] = ["missing", "stale", "extra"];

const number = new Intl.NumberFormat("en");

/** What a reconciliation comes to, in one sentence. */
export function verdictOf(
  totals: ReconcileTotals,
  collections: readonly Pick<ReconcileCollection, "collection" | "isProvable">[],
): Pick<ReconcileReport, "verdict" | "text"> {
  const { missing, stale, extra, unproven, equal } = totals;
  const compared = collections.filter(({ isProvable }) => isProvable);
  const what =
    compared.length === 1
      ? (compared[0]?.collection ?? "").replaceAll("_", " ")
      : `objects in ${compared.length} collections`;
  const rest = unproven > 0 ? `; ${number.format(unproven)} could not be proven` : "";
  const parts = (Object.entries({ missing, stale, extra }) as [string, number][])
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${number.format(count)} ${name}`);
  if (parts.length > 0)
    return {
      verdict: "differs",
      text: `${parts.join(", ")} of ${number.format(totals.inProvider)} ${what}${rest}`,
    };
  const text = `${number.format(equal)} ${what}`;
  return unproven > 0
    ? { verdict: "unproven", text: `Nothing found wrong: ${text}${rest}` }
    : { verdict: "equal", text: `Equal: ${text}` };
}

/** What a repair came to, in one sentence. */
export function repairText({
  repaired,
  alreadyRight,
  newerEventWon,
  failed,
}: Omit<ReconcileReport["repairs"][number], "runId" | "at" | "text">): string {
  const total = repaired + alreadyRight + newerEventWon + failed;
  const parts = [`Repaired ${number.format(repaired)} of ${number.format(total)}`];
  if (alreadyRight > 0) parts.push(`${number.format(alreadyRight)} had become right`);
  if (newerEventWon > 0) parts.push(`${number.format(newerEventWon)} had a newer event`);
  if (failed > 0) parts.push(`${number.format(failed)} failed`);
  return parts.join("; ");
}
