import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { statusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { PRESETS } from "../../lib/range.ts";
import { statsQuery } from "./data.ts";
import type { JobSearch } from "./search.ts";

interface Props {
  readonly job: SyncJob;
  readonly range: string;
  readonly search: JobSearch;
  readonly onChange: (search: Partial<Record<keyof JobSearch, string | undefined>>) => void;
}

/** Says what was looked for and when there was an event last, and offers to widen. */
export function NoEvents({ job, range, search, onChange }: Props) {
  const { data } = useQuery(statsQuery(job.id, range));
  const [last] = data?.recentEvents ?? [];
  if (data?.totalEvents === 0)
    return (
      <Empty title="No events yet">They appear here as they arrive. Send a test event to see one now.</Empty>
    );
  const narrowed = search.status !== undefined || search.failure !== undefined;
  const preset = PRESETS.find(({ value }) => value === range)?.label.toLowerCase() ?? "this span";
  return (
    <Empty
      title={`No ${search.status ? `${statusWord(search.status).toLowerCase()} ` : ""}events in ${preset.replace("last", "the last")}`}
      action={
        <>
          {narrowed && (
            <Button onClick={() => onChange({ status: undefined, failure: undefined })}>
              Show any status
            </Button>
          )}
          {range !== "30d" && (
            <Button onClick={() => onChange({ range: "30d" })}>Show the last 30 days</Button>
          )}
        </>
      }
    >
      {last && (
        <>
          The job's last event came <Time at={last.receivedAt} format="ago" />.
        </>
      )}
    </Empty>
  );
}
