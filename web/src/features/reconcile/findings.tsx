import type { FindingKind, ReconcileFinding, ReconcileReport } from "@sluice/shared/reconcile";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { Suspense, useId, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { count, plural } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import { findingsQuery } from "./queries.ts";
import { KIND_WORDS, KINDS, REPAIR_WORDS, sidesOf } from "./words.ts";

const DiffView = lazy(() =>
  import("../../components/diff-view.tsx").then((module) => ({ default: module.DiffView })),
);
const route = getRouteApi("/app/jobs/$id");
const ANY = "any";

/** The objects that differ, each with what differs. */
export function Findings({ report, provider }: { report: ReconcileReport; provider: string }) {
  const { kind, collection } = route.useSearch();
  const navigate = route.useNavigate();
  const { totals, jobId, runId } = report;
  const found = useInfiniteQuery(findingsQuery(jobId, runId, { kind, collection }));
  const change = (next: { kind?: FindingKind | undefined; collection?: string | undefined }) =>
    void navigate({
      search: (before) => ({ ...before, ...next }) as never,
      replace: true,
      resetScroll: false,
    });
  const rows = found.data?.pages.flatMap(({ data }) => data) ?? [];
  const title = report.collections.find((one) => one.collection === collection)?.title ?? collection;
  const kinds = KINDS.filter((one) => totals[one] > 0 || one === kind);
  return (
    <section aria-label="Findings" className="border-b border-line">
      <div className="flex flex-wrap items-center gap-2 px-gutter pt-3 pb-2">
        <h3 className="font-600">Findings</h3>
        {kinds.length > 1 && (
          <Segmented
            label="Kind of finding"
            options={[
              { value: ANY, label: "All" },
              ...kinds.map((one) => ({ value: one, label: `${KIND_WORDS[one]} ${count(totals[one])}` })),
            ]}
            value={kind ?? ANY}
            onChange={(next) => change({ kind: KINDS.find((one) => one === next) })}
          />
        )}
        {collection && (
          <Button size="small" onClick={() => change({ collection: undefined })}>
            {title} only: show all
          </Button>
        )}
      </div>
      {found.isError && (
        <ErrorPanel title="The findings cannot be loaded" error={found.error} onRetry={found.refetch} />
      )}
      {found.isPending && <SkeletonBlock label="Loading the findings" className="mx-gutter my-3 h-24" />}
      {found.data && rows.length === 0 && (
        <Empty
          title="No such findings"
          action={
            <Button onClick={() => change({ kind: undefined, collection: undefined })}>
              Show all findings
            </Button>
          }
        />
      )}
      <ul>
        {rows.map((finding) => (
          <Row key={`${finding.collection} ${finding.id}`} finding={finding} provider={provider} />
        ))}
      </ul>
      {found.hasNextPage && (
        <div className="border-t border-line px-gutter py-2">
          <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ finding, provider }: { finding: ReconcileFinding; provider: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { kind, differences, repair } = finding;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li className="border-t border-line">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-gutter py-2 text-left hover:bg-surface-2"
      >
        <Icon size={14} aria-hidden="true" className="text-fg-3" />
        <Tag tone={repair === "repaired" || repair === "alreadyRight" ? "plain" : "bad"}>
          {KIND_WORDS[kind]}
        </Tag>
        <code className="min-w-0 break-all">{finding.id}</code>
        <span className="text-fg-3">{finding.collection}</span>
        <span className="min-w-0 flex-1 basis-40 truncate text-12 text-fg-2">{summaryOf(finding)}</span>
        {repair && (
          <Tag tone={repair === "failed" ? "bad" : repair === "newerEventWon" ? "plain" : "ok"}>
            {REPAIR_WORDS[repair]}
          </Tag>
        )}
      </button>
      <div id={id} hidden={!open} className="px-gutter pt-1 pb-3">
        {open && (
          <>
            <p className="mb-2 text-12 text-fg-2">
              {finding.reason}{" "}
              {finding.syncedAt && (
                <>
                  Written here last <Time at={finding.syncedAt} format="ago" />.
                </>
              )}
            </p>
            {differences === null ? (
              <p className="text-12 text-fg-3">
                Differences are kept for the first 50 objects of each kind in a collection. Search for this
                object to compare it.
              </p>
            ) : (
              <Suspense fallback={<SkeletonBlock label="Loading what differs" className="h-24" />}>
                <div className="overflow-hidden rounded-2 border border-line-2">
                  <Differences finding={finding} differences={differences} provider={provider} />
                </div>
              </Suspense>
            )}
          </>
        )}
      </div>
    </li>
  );
}

interface DifferencesProps {
  readonly finding: ReconcileFinding;
  readonly differences: NonNullable<ReconcileFinding["differences"]>;
  readonly provider: string;
}

function Differences({ finding, differences, provider }: DifferencesProps) {
  const { here, there } = sidesOf(differences);
  return <DiffView before={here} after={there} label={`${finding.id}: here, and at ${provider}`} />;
}

/** The fields that differ, or why the object is there on one side alone. */
function summaryOf({ kind, differences, reason }: ReconcileFinding): string {
  if (kind === "stale" && differences) {
    const paths = differences.map(({ path }) => path);
    const more = paths.length - 3;
    return more > 0 ? `${paths.slice(0, 3).join(", ")} and ${plural(more, "more field")}` : paths.join(", ");
  }
  return reason ?? "";
}
