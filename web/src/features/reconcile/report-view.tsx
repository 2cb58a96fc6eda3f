import type { ReconcileReport } from "@sluice/shared/reconcile";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { count, duration, plural } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { CollectionTable } from "./collection-table.tsx";
import { Findings } from "./findings.tsx";
import { Verdict } from "./history.tsx";
import { reportQuery } from "./queries.ts";
import { RepairDialog } from "./repair-dialog.tsx";
import { findingsOf } from "./words.ts";

interface Props {
  readonly jobId: string;
  readonly runId: string;
  readonly provider: string;
  /** Another run is under way, or none is possible. */
  readonly held: boolean;
}

/** What one reconciliation found. */
export function ReportView({ jobId, runId, provider, held }: Props) {
  const report = useQuery(reportQuery(jobId, runId));
  if (report.data) return <Loaded report={report.data} provider={provider} held={held} />;
  if (report.isError)
    return <ErrorPanel title="The report cannot be shown" error={report.error} onRetry={report.refetch} />;
  return <SkeletonBlock label="Loading the report" className="mx-gutter my-4 h-48" />;
}

function Loaded({ report, provider, held }: { report: ReconcileReport; provider: string; held: boolean }) {
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const ms = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
  const found = findingsOf(report);
  const fields = report.collections.flatMap(({ title, fields }) =>
    fields.map((field) => ({ ...field, title })),
  );
  return (
    <>
      <section aria-label="Report" className="border-b border-line pt-4">
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-gutter">
          <div className="min-w-0 flex-1 basis-80">
            <h2 className="flex flex-wrap items-center gap-2 text-16 font-600">
              <Verdict verdict={report.verdict} />
              <span>{report.text}</span>
            </h2>
            <p className="mt-1 text-12 text-fg-2">
              <Time at={report.startedAt} format="full" />, {report.isScheduled ? "by the schedule, " : ""}
              {duration(ms)}, {plural(report.requests, "request")} to {provider}.
            </p>
            {report.repairs.map((repair) => (
              <p key={repair.runId} className="mt-1 text-12 text-fg-2">
                <Time at={repair.at} format="ago" />: {repair.text}.
              </p>
            ))}
          </div>
          {found > 0 && can("member") && (
            <Button kind="primary" disabled={held} onClick={() => setOpen(true)}>
              Repair…
            </Button>
          )}
        </div>
        <CollectionTable report={report} provider={provider} />
        {(fields.length > 0 || report.ignored.length > 0) && (
          <div className="flex flex-wrap items-center gap-1.5 px-gutter pb-3 text-12 text-fg-2">
            {fields.length > 0 && <span>Stale fields:</span>}
            {fields.map(({ title, path, count: times }) => (
              <Tag key={`${title} ${path}`}>
                <code>{path || "(all)"}</code> {count(times)}
              </Tag>
            ))}
            {report.ignored.length > 0 && <span>Not compared: {report.ignored.join(", ")}</span>}
          </div>
        )}
      </section>
      {found > 0 && <Findings report={report} provider={provider} />}
      {isOpen && <RepairDialog report={report} provider={provider} onClose={() => setOpen(false)} />}
    </>
  );
}
