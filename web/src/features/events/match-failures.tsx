import type { EventFilterInput, FailureGroup } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { plural } from "../../lib/format.ts";
import { FailureGroups } from "./failure-groups.tsx";
import { failuresQuery } from "./queries.ts";

interface Props {
  /** Of its times and jobs. */
  readonly filter: EventFilterInput;
  readonly jobName: (id: string) => string;
  /** The one that is filtered for. */
  readonly chosen: string | undefined;
  readonly onChoose: (group: FailureGroup | undefined) => void;
  readonly onRetry: (group: FailureGroup) => void;
}

/** Why events of these times and jobs failed. */
export function MatchFailures({ filter, ...groups }: Props) {
  const failures = useQuery(failuresQuery(filter));
  const { data } = failures;
  if (failures.isError && !data)
    return (
      <ErrorPanel
        title="The causes cannot be shown"
        error={failures.error}
        onRetry={() => failures.refetch()}
      />
    );
  if (!data) return null;
  const causes = `${data.more ? "more than " : ""}${plural(data.data.length, "cause")}`;
  return (
    <FailureGroups
      groups={data.data}
      title={`${plural(data.total, "failed event")} of ${causes}`}
      {...groups}
    />
  );
}
