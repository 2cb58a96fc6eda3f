import type { SyncJobSummary } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "../../components/link.tsx";
import { useRows } from "../../lib/pages.ts";
import { summariesQuery } from "../jobs/data.ts";
import { JobTable } from "../jobs/job-table.tsx";

const FRESH_MS = 15_000;

/** The jobs that need somebody first, then the busiest. */
export function Jobs({ total }: { total: number }) {
  const list = useRows<SyncJobSummary>(useInfiniteQuery({ ...summariesQuery(), refetchInterval: FRESH_MS }));
  return (
    <section aria-labelledby="overview-jobs">
      <h2 id="overview-jobs" className="flex items-baseline gap-2 px-gutter pt-4 pb-2 font-600">
        Sync jobs <span className="font-400 text-fg-3">{total}</span>
        <Link to="/jobs" className="ml-auto font-400">
          All jobs
        </Link>
      </h2>
      <JobTable list={list} total={total} />
    </section>
  );
}
