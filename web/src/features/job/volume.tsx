import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import {
  type ChartMark,
  type ChartPoint,
  VolumeChart,
  VolumeLegend,
} from "../../components/charts/volume-chart.tsx";
import { rangeText } from "../../lib/range.ts";
import { versionsQuery } from "./data.ts";

const route = getRouteApi("/app/jobs/$id");

interface Props {
  readonly job: SyncJob;
  readonly stats: SyncJobStats;
  /** The range ends now: the last bar still fills. */
  readonly isOpenEnded: boolean;
}

/** What was received when, with the failed ones, the time to write and the changes of settings. */
export function Volume({ job, stats, isOpenEnded }: Props) {
  const navigate = route.useNavigate();
  const versions = useInfiniteQuery({ ...versionsQuery(job.id), enabled: job.version > 1 });
  const { from, to, bucketMs } = stats.range;
  const marks = (versions.data?.pages ?? [])
    .flatMap(({ data }) => data)
    .filter(({ version, at }) => version > 1 && at > from && at < to)
    .map(({ version, at }) => ({ at, label: `v${version}` }));
  const points = stats.timeline.filter(({ at }) => at < to).map(pointOf);
  return (
    <section aria-label="Volume" className="border-b border-line px-gutter py-3">
      <VolumeChart
        title="Events received"
        points={points}
        stepMs={bucketMs}
        marks={onePerBar(marks, bucketMs)}
        failed
        latency
        partial={isOpenEnded}
        actions={<VolumeLegend />}
        onRange={(start, end) =>
          void navigate({
            search: (before) => ({ ...before, range: rangeText(start, end) }) as never,
            resetScroll: false,
          })
        }
      />
    </section>
  );
}

/** The bar holds all that was received, and what came again; the failed ones have a lane of their own. */
const pointOf = (point: SyncJobStats["timeline"][number]): ChartPoint => ({
  at: point.at,
  value: point.processed,
  busy: point.open,
  muted: point.filtered + point.duplicates,
  failed: point.failed,
  latency: point.latencyMs.p95,
});

/** Several changes within one bar are marked by the last of them. */
const onePerBar = (newestFirst: readonly ChartMark[], stepMs: number): ChartMark[] => [
  ...new Map(
    newestFirst.toReversed().map((mark) => [Math.floor(Date.parse(mark.at) / stepMs), mark]),
  ).values(),
];
