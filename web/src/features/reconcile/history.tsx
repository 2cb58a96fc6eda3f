import type { ReconcileSummary } from "@sluice/shared/reconcile";
import { Link } from "../../components/link.tsx";
import { Num } from "../../components/num.tsx";
import { Sparkline } from "../../components/sparkline.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { count } from "../../lib/format.ts";
import { findingsOf, KIND_WORDS, KINDS } from "./words.ts";

const CELL = "py-1.5 pl-3 text-right tabular-nums";
const VERDICTS = {
  equal: { word: "Equal", tone: "ok" },
  differs: { word: "Differs", tone: "bad" },
  unproven: { word: "Not all proven", tone: "warn" },
} as const;

export const Verdict = ({ verdict }: { verdict: ReconcileSummary["verdict"] }) => (
  <Tag tone={VERDICTS[verdict].tone}>{VERDICTS[verdict].word}</Tag>
);

/** Reconciliations of before, newest first, and how many findings each had. */
export function History({ reports, current }: { reports: readonly ReconcileSummary[]; current: string }) {
  const trend = reports.map(findingsOf).reverse();
  return (
    <section className="border-b border-line py-4">
      <div className="flex flex-wrap items-center gap-3 px-gutter">
        <h2 className="font-600">History</h2>
        {reports.length > 1 && (
          <Sparkline
            values={trend}
            label={`Findings of the last ${reports.length} reconciliations, highest ${count(Math.max(...trend))}`}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section tabIndex={0} aria-label="Reconciliations" className="overflow-x-auto px-gutter pt-2">
        <table className="w-full">
          <caption className="sr-only">Reconciliations, newest first</caption>
          <thead className="text-12 text-fg-3">
            <tr>
              <th scope="col" className="py-1.5 text-left font-400">
                When
              </th>
              <th scope="col" className="py-1.5 pl-3 text-left font-400">
                Verdict
              </th>
              {["Objects", ...KINDS.map((kind) => KIND_WORDS[kind]), "Requests"].map((head) => (
                <th key={head} scope="col" className="py-1.5 pl-3 text-right font-400">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reports.map((report) => (
              <tr
                key={report.runId}
                aria-current={report.runId === current || undefined}
                className="border-t border-line aria-[current]:bg-surface-2"
              >
                <th scope="row" className="py-1.5 text-left font-400 whitespace-nowrap">
                  <Link
                    to="/jobs/$id"
                    params={{ id: report.jobId }}
                    search={{ tab: "reconcile", report: report.runId } as never}
                    resetScroll={false}
                  >
                    <Time at={report.startedAt} />
                  </Link>
                </th>
                <td className="py-1.5 pl-3">
                  <Verdict verdict={report.verdict} />
                  {report.repairs.length > 0 && <span className="ml-2 text-12 text-fg-3">repaired</span>}
                </td>
                <td className={CELL}>{count(report.totals.inProvider)}</td>
                {KINDS.map((kind) => (
                  <td key={kind} className={CELL}>
                    <Num value={report.totals[kind]} tone="bad" />
                  </td>
                ))}
                <td className={CELL}>{count(report.requests)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
