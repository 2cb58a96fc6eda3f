import type { FindingKind, ReconcileCollection, ReconcileReport } from "@sluice/shared/reconcile";
import { Link } from "../../components/link.tsx";
import { Num } from "../../components/num.tsx";
import { count } from "../../lib/format.ts";
import { KIND_WORDS, KINDS } from "./words.ts";

const HEAD = "py-1.5 pl-3 font-400 whitespace-nowrap";
const CELL = "py-1.5 pl-3 text-right tabular-nums whitespace-nowrap";

/** What was compared, collection by collection: the columns of a row add up. */
export function CollectionTable({ report, provider }: { report: ReconcileReport; provider: string }) {
  const { collections, totals } = report;
  const some = (name: "changed" | "unproven" | "leftOut") => totals[name] > 0;
  const more = (["changed", "unproven", "leftOut"] as const).filter(some);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section tabIndex={0} aria-label="Collections" className="overflow-x-auto px-gutter py-3">
      <table className="w-full">
        <caption className="sr-only">What was compared, by collection</caption>
        <thead className="text-12 text-fg-3">
          <tr>
            <th scope="col" className="py-1.5 text-left font-400">
              Collection
            </th>
            <Head>At {provider}</Head>
            <Head>Here</Head>
            <Head>Equal</Head>
            {KINDS.map((kind) => (
              <Head key={kind}>{KIND_WORDS[kind]}</Head>
            ))}
            {more.map((name) => (
              <Head key={name}>{MORE[name]}</Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {collections.map((one) => (
            <tr key={one.collection} className="border-t border-line">
              <th scope="row" className="py-1.5 text-left font-500">
                {one.title}
                {!one.isProvable && (
                  <span className="ml-2 text-12 font-400 text-fg-3">
                    cannot be compared: {provider} has no list
                  </span>
                )}
              </th>
              {one.isProvable ? (
                <Cells one={one} report={report} more={more} />
              ) : (
                <>
                  <td className={CELL}>—</td>
                  <td className={CELL}>
                    <Num value={one.inDestination} />
                  </td>
                  <td colSpan={4 + more.length} />
                </>
              )}
            </tr>
          ))}
        </tbody>
        {collections.length > 1 && (
          <tfoot className="border-t border-line-2 font-550">
            <tr>
              <th scope="row" className="py-1.5 text-left font-550">
                All
              </th>
              <td className={CELL}>{count(totals.inProvider)}</td>
              <td className={CELL}>{count(totals.inDestination)}</td>
              <td className={CELL}>{count(totals.equal)}</td>
              {KINDS.map((kind) => (
                <td key={kind} className={CELL}>
                  <Num value={totals[kind]} tone="bad" />
                </td>
              ))}
              {more.map((name) => (
                <td key={name} className={CELL}>
                  {count(totals[name])}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

const MORE = { changed: "Changed meanwhile", unproven: "Not proven", leftOut: "Left out" } as const;

const Head = ({ children }: { children: React.ReactNode }) => (
  <th scope="col" className={`${HEAD} text-right`}>
    {children}
  </th>
);

interface CellsProps {
  readonly one: ReconcileCollection;
  readonly report: ReconcileReport;
  readonly more: readonly (keyof typeof MORE)[];
}

function Cells({ one, report, more }: CellsProps) {
  return (
    <>
      <td className={CELL}>
        <Num value={one.inProvider} />
      </td>
      <td className={CELL}>
        <Num value={one.inDestination} />
      </td>
      <td className={CELL}>
        <Num value={one.equal} />
      </td>
      {KINDS.map((kind) => (
        <td key={kind} className={CELL}>
          {one[kind] > 0 ? <ToFindings one={one} kind={kind} report={report} /> : <Num value={0} />}
        </td>
      ))}
      {more.map((name) => (
        <td key={name} className={CELL}>
          <Num value={one[name]} />
        </td>
      ))}
    </>
  );
}

function ToFindings({
  one,
  kind,
  report,
}: {
  one: ReconcileCollection;
  kind: FindingKind;
  report: ReconcileReport;
}) {
  return (
    <Link
      to="/jobs/$id"
      params={{ id: report.jobId }}
      search={(before: object) => ({ ...before, collection: one.collection, kind }) as never}
      replace
      resetScroll={false}
      className="font-550 text-bad-text"
      aria-label={`${count(one[kind])} ${KIND_WORDS[kind].toLowerCase()} in ${one.title}`}
    >
      {count(one[kind])}
    </Link>
  );
}
