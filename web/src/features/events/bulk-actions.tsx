import type { EventFacets, EventFilterInput, EventSummary, FailureGroup } from "@sluice/shared/events";
import { Suspense, useMemo } from "react";
import { BulkBar } from "../../components/bulk-bar.tsx";
import { Button } from "../../components/button.tsx";
import { count, estimate } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import type { Selection } from "../../lib/selection.ts";
import { useSession } from "../../lib/session.ts";

const BulkDialog = lazy(() =>
  import("../bulk/bulk-dialog.tsx").then((module) => ({ default: module.BulkDialog })),
);
/** Beyond it, events are not named one by one. */
const MOST_NAMED = 5_000;

export interface Asked {
  readonly kind: "retry" | "replay";
  /** Of this cause, instead of what is selected. */
  readonly group?: FailureGroup;
}

interface Props {
  readonly selection: Selection;
  readonly rows: readonly EventSummary[];
  readonly filter: EventFilterInput;
  readonly facets: EventFacets | undefined;
  readonly asked: Asked | undefined;
  readonly onAsk: (asked: Asked | undefined) => void;
}

/** What can be done with the selection, and the dialog that counts first. */
export function BulkActions({ selection, rows, filter, facets, asked, onAsk }: Props) {
  const { can } = useSession();
  const { selected } = selection;
  const failed = useMemo(() => failedOf(selected, rows, filter, facets), [selected, rows, filter, facets]);
  const tooMany = selected.mode === "some" && selection.count > MOST_NAMED;
  const reason = !can("member")
    ? "Members may retry and replay; an admin can change your role."
    : tooMany
      ? `At most ${count(MOST_NAMED)} can be picked one by one. Select all that match instead.`
      : undefined;
  const close = () => onAsk(undefined);
  return (
    <>
      <BulkBar selection={selection} matching={facets?.total}>
        {failed > 0 && (
          <Button
            size="small"
            disabled={reason !== undefined}
            title={reason}
            onClick={() => onAsk({ kind: "retry" })}
          >
            Retry {estimate(failed)} failed…
          </Button>
        )}
        <Button
          size="small"
          kind="primary"
          shortcut="R"
          disabled={reason !== undefined}
          title={reason}
          onClick={() => onAsk({ kind: "replay" })}
        >
          Replay {estimate(selection.count)}…
        </Button>
      </BulkBar>
      {asked && (asked.group || (selection.count > 0 && !reason)) && (
        <Suspense>
          <BulkDialog
            open
            kind={asked.kind}
            selection={asked.group ? groupFilter(asked.group, filter) : wishOf(selection, filter)}
            onClose={close}
            onStarted={selection.clear}
          />
        </Suspense>
      )}
    </>
  );
}

/** Of the selected ones, as far as the list and the counts tell. */
function failedOf(
  selected: Selection["selected"],
  rows: readonly EventSummary[],
  filter: EventFilterInput,
  facets: EventFacets | undefined,
): number {
  if (selected.mode === "some")
    return selected.ids.size === 0
      ? 0
      : rows.filter(({ id, status }) => status === "failed" && selected.ids.has(id)).length;
  const asks = filter.status === undefined || [filter.status].flat().includes("failed");
  return asks ? (facets?.status.find(({ value }) => value === "failed")?.count ?? 0) : 0;
}

/** What matched when it was selected: nothing that came afterwards. */
function wishOf({ selected }: Selection, filter: EventFilterInput) {
  if (selected.mode === "some") return { eventIds: [...selected.ids] };
  return { filter: { ...filter, to: filter.to ?? selected.at } };
}

const groupFilter = ({ jobId, group }: FailureGroup, { from, to }: EventFilterInput) => ({
  filter: {
    jobId: [jobId],
    status: ["failed" as const],
    failure: group,
    ...(from && { from }),
    ...(to && { to }),
  },
});
