import type { EventDetail } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Time } from "../../components/time.tsx";
import { syncJobQuery } from "../jobs/data.ts";
import { Callout } from "./callout.tsx";

/** Says so when a replay will run with other settings than the event met. */
export function StaleJob({ event }: { event: EventDetail }) {
  const job = useQuery(syncJobQuery(event.jobId)).data;
  const change = job?.settingsChanged;
  if (!job || !change || job.version === 1 || change.at <= event.receivedAt) return null;
  return (
    <Callout tone="warn">
      The job's settings have changed since this event came: version {job.version}, by {change.by.name},{" "}
      <Time at={change.at} focusable />. The replay runs with them.
    </Callout>
  );
}
