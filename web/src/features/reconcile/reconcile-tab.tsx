import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { useSession } from "../../lib/session.ts";
import { History } from "./history.tsx";
import { lastRunsQuery, optionsQuery, POLL_MS, reportQuery, reportsQuery } from "./queries.ts";
import { ReportView } from "./report-view.tsx";
import { RunPanel } from "./run-panel.tsx";
import { Schedule } from "./schedule.tsx";
import { StartDialog } from "./start-dialog.tsx";

const route = getRouteApi("/app/jobs/$id");

/** Proves that the copy equals the provider, or shows where it does not. */
export function ReconcileTab({ job, connector }: { job: SyncJob; connector: Connector }) {
  const { can } = useSession();
  const search = route.useSearch();
  const options = useQuery({
    ...optionsQuery(job.id),
    refetchInterval: ({ state }) => (state.data?.active ? POLL_MS : false),
  });
  const reports = useQuery(reportsQuery(job.id));
  const runs = useQuery(lastRunsQuery(job.id));
  const newest = reports.data?.data[0];
  const shown = search.report ?? newest?.runId;
  const ignored = useQuery({ ...reportQuery(job.id, newest?.runId ?? ""), enabled: newest !== undefined });
  const [isOpen, setOpen] = useState(false);
  const { name } = connector;
  const active = options.data?.active;
  const problem = options.data?.problem;
  const last = runs.data?.data.find(({ kind }) => kind === "reconcile" || kind === "repair");
  const begin = (
    <Button
      kind={newest ? "default" : "primary"}
      disabled={!can("member") || !options.data || problem !== null || Boolean(active)}
      onClick={() => setOpen(true)}
    >
      Compare now…
    </Button>
  );
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-gutter py-3">
        <p className="min-w-0 flex-1 basis-80 text-fg-2">
          Compares every object that {name} lists with this job’s documents, and asks again where they differ.
        </p>
        {newest && begin}
      </div>
      {options.isError && (
        <ErrorPanel
          title="The collections cannot be loaded"
          error={options.error}
          onRetry={options.refetch}
        />
      )}
      {problem && (
        <div className="border-b border-line px-gutter py-3">
          <Notice
            tone="info"
            title={problem}
            steps={[
              {
                text: "The key and whether the job is paused are set there.",
                action: (
                  <Link
                    to="/jobs/$id"
                    params={{ id: job.id }}
                    search={{ tab: "settings" } as never}
                    look="default"
                  >
                    Open the settings
                  </Link>
                ),
              },
            ]}
          />
        </div>
      )}
      {options.data && (
        <Schedule
          job={job}
          schedule={options.data.schedule}
          ignored={ignored.data?.ignored ?? []}
          held={problem !== null}
        />
      )}
      {active && <RunPanel run={active} />}
      {!active && last?.status === "failed" && (
        <div className="border-b border-line px-gutter py-3">
          <Notice
            tone="bad"
            title={`The last ${last.kind === "repair" ? "repair" : "comparison"} did not finish`}
          >
            {last.error}
          </Notice>
        </div>
      )}
      {reports.isError && (
        <ErrorPanel title="The reports cannot be loaded" error={reports.error} onRetry={reports.refetch} />
      )}
      {reports.isPending && <Skeleton label="Loading the reports" />}
      {reports.data && !shown && !active && !problem && (
        <Empty title="Not compared yet" action={begin}>
          A comparison changes nothing. It counts what is missing here, what is stale and what is extra, with
          samples and the fields that differ; a repair is offered afterwards, with its count first.
          {!can("member") && " Members of this workspace can start one."}
        </Empty>
      )}
      {shown && (
        <ReportView
          key={shown}
          jobId={job.id}
          runId={shown}
          provider={name}
          held={Boolean(active) || Boolean(problem)}
        />
      )}
      {reports.data && shown && <History reports={reports.data.data} current={shown} />}
      {isOpen && options.data && (
        <StartDialog
          jobId={job.id}
          provider={name}
          options={options.data}
          ignored={ignored.data?.ignored ?? []}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
