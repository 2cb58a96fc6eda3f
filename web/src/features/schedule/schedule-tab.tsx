import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Time } from "../../components/time.tsx";
import { useGate } from "../jobs/gate.tsx";
import { Backfill } from "./backfill-dialog.tsx";
import { hasEnded, isPull, latestRunsQuery, useStartPull } from "./data.ts";
import { RunDetail } from "./run-detail.tsx";
import { RunProgress } from "./run-progress.tsx";
import { RunsTable } from "./runs-table.tsx";
import { whenOf } from "./words.ts";

const route = getRouteApi("/app/jobs/$id");

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
}

/** When the job reads from its provider, what is under way, and what was. */
export function ScheduleTab({ job, connector }: Props) {
  const { pull } = route.useSearch();
  const navigate = route.useNavigate();
  const latest = useQuery(latestRunsQuery(job.id));
  const show = (next: string | undefined) =>
    void navigate({
      search: (before) => ({ ...before, pull: next }) as never,
      replace: true,
      resetScroll: false,
    });
  if (!connector.entities)
    return (
      <Empty title={`${connector.name} is not read by schedule`}>Its data only arrives by webhook.</Empty>
    );
  if (pull) return <RunDetail key={pull} job={job} runId={pull} onBack={() => show(undefined)} />;
  const runs = latest.data?.data ?? [];
  const pulls = runs.filter(isPull);
  const active = pulls.find((run) => !hasEnded(run));
  const last = pulls.find(hasEnded);
  return (
    <>
      <Line job={job} connector={connector} isBusy={active !== undefined} lastAt={last?.startedAt} />
      {latest.isError && (
        <ErrorPanel title="The runs cannot be shown" error={latest.error} onRetry={latest.refetch} />
      )}
      {active && <RunProgress run={active} />}
      {!active && last?.status === "failed" && (
        <div className="border-b border-line px-gutter py-4">
          <Notice
            tone="bad"
            title="The last run failed"
            raw={last.error ?? ""}
            steps={[
              {
                text: "See how far it got.",
                action: (
                  <Button size="small" onClick={() => show(last.id)}>
                    Open the run
                  </Button>
                ),
              },
              { text: "Fix the cause, such as a rejected key in the settings, then run it again." },
            ]}
          />
        </div>
      )}
      <RunsTable jobId={job.id} />
    </>
  );
}

interface LineProps extends Props {
  readonly isBusy: boolean;
  readonly lastAt: string | undefined;
}

function Line({ job, connector, isBusy, lastAt }: LineProps) {
  const start = useStartPull(job);
  const gate = useGate("member");
  const [next] = job.schedule?.next ?? [];
  const reason =
    gate.reason ??
    (isBusy ? "A run is in progress" : job.paused || !job.enabled ? "The job is paused" : undefined);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-gutter py-3">
      <p className="min-w-0 flex-1 basis-72">
        {job.schedule ? (
          <>
            <b className="font-550">{whenOf(job.schedule)}</b>, {job.schedule.timezone}.{" "}
            {job.paused || !job.enabled ? (
              "Paused with the job."
            ) : (
              <>Next {next ? <Time at={next} /> : "—"}.</>
            )}
          </>
        ) : (
          "This job has no schedule: it is read only when you start a run."
        )}{" "}
        {lastAt && (
          <>
            Last <Time at={lastAt} format="ago" />.
          </>
        )}{" "}
        <Link to="/jobs/$id" params={{ id: job.id }} search={{ tab: "settings" }}>
          {job.schedule ? "Change the schedule" : "Add a schedule"}
        </Link>
      </p>
      {job.source.hasApiKey ? (
        <>
          <Outcome error={start.error} />
          <Button
            kind="primary"
            busy={start.isPending}
            disabled={reason !== undefined}
            title={reason}
            onClick={() => start.mutate({})}
          >
            Run now
          </Button>
          {!isBusy && <Backfill job={job} connector={connector} />}
        </>
      ) : (
        <p className="text-fg-2">Store a key of {connector.name}'s API in the settings to read from it.</p>
      )}
    </div>
  );
}
