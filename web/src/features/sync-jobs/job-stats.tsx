import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import type { ReactNode } from "react";
import { count, duration, share } from "../../lib/format.ts";

/** A figure with nothing behind it yet is grey. */
function Stat({
  label,
  note,
  tone,
  children,
}: {
  label: string;
  note?: string;
  tone?: "bad";
  children: ReactNode;
}) {
  const isEmpty = children === "0" || children === "—";
  return (
    <div className="stat">
      <dt>{label}</dt>
      <dd>
        <span className={isEmpty ? "none" : tone}>{children}</span> {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

export function JobStats({ stats }: { stats: SyncJobStats }) {
  return (
    <dl className="stats">
      <Stat label="Received" note={`${count(stats.eventsToday)} today`}>
        {count(stats.totalEvents)}
      </Stat>
      <Stat label="Success rate" note="last 24 h">
        {share(stats.successRate)}
      </Stat>
      <Stat label="Time to write, p50" note="last hour">
        {duration(stats.latencyMs.p50)}
      </Stat>
      <Stat label="Time to write, p95" note="last hour">
        {duration(stats.latencyMs.p95)}
      </Stat>
      <Stat label="Pending">{count(stats.pending)}</Stat>
      <Stat label="Failed" tone="bad">
        {count(stats.failed)}
      </Stat>
    </dl>
  );
}
