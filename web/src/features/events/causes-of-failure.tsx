import type { EventFilterInput, FailureGroup } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { FailureGroups } from "../../components/failure-groups.tsx";
import { plural } from "../../lib/format.ts";
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

/** What failed, grouped by cause: how often, what to do, and another try for all of it. */
export function CausesOfFailure({ filter, jobName, chosen, onChoose, onRetry }: Props) {
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
  if (!data || data.data.length === 0) return null;
  return (
    <section aria-label="Causes of failure" className="border-b border-line px-gutter py-2">
      <h2 className="mb-1 text-12 text-fg-3">
        {plural(data.total, "failed event")} of {data.more ? "more than " : ""}
        {plural(data.data.length, "cause")}
      </h2>
      <FailureGroups
        groups={data.data}
        jobName={jobName}
        chosen={chosen}
        onChoose={onChoose}
        onRetry={onRetry}
      />
    </section>
  );
}
