import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { PRESETS, TODAY } from "../../lib/range.ts";
import { Figures } from "./figures.tsx";
import { FirstUse } from "./first-use.tsx";
import { Flow } from "./flow.tsx";
import { Jobs } from "./jobs.tsx";
import { Latest } from "./latest.tsx";
import { NeedsYou } from "./needs-you.tsx";
import { overviewQuery } from "./queries.ts";
import { Volume } from "./volume.tsx";

const route = getRouteApi("/app/");
const RANGES = [TODAY, ...PRESETS].map(({ value, short }) => ({ value, label: short }));

export function OverviewPage() {
  const { range = "24h" } = route.useSearch();
  const navigate = useNavigate();
  const overview = useQuery(overviewQuery(range));
  const { data, error } = overview;
  const isFirstUse = data?.jobs.total === 0;
  const ranges = (
    <Segmented
      label="Time range"
      options={RANGES}
      value={range}
      onChange={(next) => void navigate({ to: "/", search: { range: next }, replace: true })}
    />
  );
  return (
    <>
      <PageHeader
        title="Overview"
        live
        actions={!isFirstUse && <span className="flex max-rail:hidden">{ranges}</span>}
      />
      {error && <ErrorPanel title="The overview cannot be loaded" error={error} onRetry={overview.refetch} />}
      {overview.isPending && <Skeleton label="Loading the overview" rows={8} />}
      {data && !isFirstUse && <NeedsYou concerns={data.concerns} lastFailureAt={data.lastFailureAt} />}
      {data && !isFirstUse && <div className="px-gutter pt-3 rail:hidden">{ranges}</div>}
      {data && <Flow ledger={data.ledger} rejected={data.rejected} range={range} />}
      {data && !isFirstUse && <Figures successRate={data.successRate} latencyMs={data.latencyMs} />}
      {isFirstUse && <FirstUse />}
      {data && !isFirstUse && (
        <>
          <div className="grid border-y border-line wide:grid-cols-[minmax(0,1fr)_360px]">
            <div className="min-w-0 px-gutter py-4">
              <Volume range={range} />
            </div>
            <Latest latest={data.latest} />
          </div>
          <Jobs total={data.jobs.total} />
        </>
      )}
    </>
  );
}
