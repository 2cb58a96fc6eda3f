import type { Volume as VolumeAnswer } from "@sluice/shared/overview";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ChartPoint, VolumeChart, VolumeLegend } from "../../components/charts/volume-chart.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { rangeText } from "../../lib/range.ts";
import { volumeQuery } from "./queries.ts";
import type { OverviewRange } from "./search.ts";

const MINUTE_MS = 60_000;

/** What was received over time, failures in a lane of their own. */
export function Volume({ range }: { range: OverviewRange }) {
  const navigate = useNavigate();
  const volume = useQuery(volumeQuery(range));
  return (
    <>
      {volume.isError && (
        <ErrorPanel title="The volume cannot be loaded" error={volume.error} onRetry={volume.refetch} />
      )}
      <VolumeChart
        title="Events received"
        points={pointsOf(volume.data)}
        stepMs={volume.data?.bucketMs ?? 30 * MINUTE_MS}
        actions={<VolumeLegend />}
        failed
        onRange={(from, to) => void navigate({ to: "/events", search: { range: rangeText(from, to) } })}
      />
    </>
  );
}

const pointsOf = (volume: VolumeAnswer | undefined): readonly ChartPoint[] =>
  (volume?.points ?? []).map(({ at, processed, inFlight, filtered, duplicate, failed }) => ({
    at,
    value: processed,
    busy: inFlight,
    muted: filtered + duplicate,
    failed,
  }));
