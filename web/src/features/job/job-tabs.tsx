import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob, SyncJobStats } from "@sluice/shared/sync-jobs";
import { getRouteApi } from "@tanstack/react-router";
import { type ReactNode, Suspense } from "react";
import { Skeleton } from "../../components/skeleton.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { lazy } from "../../lib/lazy.ts";
import { RejectedList } from "../rejected/rejected-list.tsx";
import { EventsTab } from "./events-tab.tsx";
import { ExecutionsTab } from "./executions-tab.tsx";
import { Figures } from "./figures.tsx";
import { type JobTab, tabOf } from "./search.ts";

const ReconcileTab = lazy(() =>
  import("../reconcile/reconcile-tab.tsx").then((module) => ({ default: module.ReconcileTab })),
);
const SettingsTab = lazy(() =>
  import("./settings-tab.tsx").then((module) => ({ default: module.SettingsTab })),
);
const AlertsTab = lazy(() => import("../alerts/tab.tsx").then((module) => ({ default: module.AlertsTab })));
const AnalyticsTab = lazy(() =>
  import("../analytics/tab.tsx").then((module) => ({ default: module.AnalyticsTab })),
);
const TransformTab = lazy(() =>
  import("../transform/transform-tab.tsx").then((module) => ({ default: module.TransformTab })),
);
const ScheduleTab = lazy(() =>
  import("../schedule/schedule-tab.tsx").then((module) => ({ default: module.ScheduleTab })),
);
const route = getRouteApi("/app/jobs/$id");

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector | undefined;
  readonly range: string;
  readonly stats: SyncJobStats | undefined;
  readonly isQuiet: boolean;
  /** Where there is no room for the range beside the title. */
  readonly ranges: ReactNode;
}

export function JobTabs({ job, connector, range, stats, isQuiet, ranges }: Props) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const tab = tabOf(search, job);
  const choose = (next: JobTab) =>
    void navigate({
      search: { ...(search.range && { range: search.range }), tab: next },
      replace: true,
      resetScroll: false,
    });
  const narrow = (type: string | undefined) =>
    void navigate({
      search: (before) => ({ ...before, type }) as never,
      replace: true,
      resetScroll: false,
    });
  return (
    <Tabs
      label="Parts of this job"
      value={tab}
      onChange={choose}
      tabs={[
        { value: "events", label: "Events", count: stats?.range.received },
        { value: "executions", label: "Executions" },
        { value: "reconcile", label: "Reconcile" },
        ...(job.type === "webhook"
          ? [{ value: "rejected" as const, label: "Rejected", count: stats?.range.rejected }]
          : []),
        { value: "transform", label: "Transform" },
        { value: "schedule", label: "Schedule" },
        { value: "analytics", label: "Analytics" },
        { value: "alerts", label: "Alerts" },
        { value: "settings", label: "Settings" },
      ]}
    >
      {ranges}
      {tab === "events" && (
        <>
          <Figures job={job} range={range} isQuiet={isQuiet} hasVolume />
          <EventsTab job={job} range={range} stats={stats} />
        </>
      )}
      {tab === "executions" && (
        <>
          {!search.run && <Figures job={job} range={range} isQuiet={isQuiet} hasVolume />}
          <ExecutionsTab job={job} range={range} />
        </>
      )}
      {tab === "reconcile" && connector && (
        <Suspense fallback={<Skeleton label="Loading the reconciliation" />}>
          <ReconcileTab key={job.id} job={job} connector={connector} />
        </Suspense>
      )}
      {tab === "rejected" && <RejectedList jobId={job.id} />}
      {tab === "transform" && (
        <Suspense fallback={<Skeleton label="Loading the transformation" />}>
          <TransformTab key={job.id} job={job} />
        </Suspense>
      )}
      {tab === "alerts" && (
        <Suspense fallback={<Skeleton label="Loading the alerts" />}>
          <AlertsTab job={job} />
        </Suspense>
      )}
      {tab === "analytics" && (
        <Suspense fallback={<Skeleton label="Loading the analytics" />}>
          {!search.type && <Figures job={job} range={range} isQuiet={isQuiet} />}
          <AnalyticsTab jobId={job.id} range={range} type={search.type} onType={narrow} />
        </Suspense>
      )}
      {tab === "schedule" && connector && (
        <Suspense fallback={<Skeleton label="Loading the schedule" />}>
          <ScheduleTab job={job} connector={connector} />
        </Suspense>
      )}
      {tab === "settings" && connector && (
        <Suspense fallback={<Skeleton label="Loading the settings" />}>
          <SettingsTab job={job} connector={connector} />
        </Suspense>
      )}
    </Tabs>
  );
}
