import type { BulkKind, BulkPreview } from "@sluice/shared/bulk";
import type { EventFilterInput } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Facts } from "../../components/facts.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { count } from "../../lib/format.ts";
import { usePreferences } from "../../lib/preferences.ts";
import { jobListQuery } from "../jobs/data.ts";
import { previewQuery, useStart } from "./queries.ts";
import { amount, eventsOf, filterFacts, outcomeLines, roundOf, VERBS } from "./words.ts";

/** From more than this the number must be typed, and it is named what is included. */
const MANY = 100;

export type BulkSelection = { readonly eventIds: string[] } | { readonly filter: EventFilterInput };

interface Props {
  readonly kind: BulkKind;
  readonly selection: BulkSelection;
  readonly open: boolean;
  readonly onClose: () => void;
  /** It has begun: the shell shows how far it is. */
  readonly onStarted?: () => void;
}

/** Counts first, says what is included and what is not, then starts a bulk operation. */
export function BulkDialog(props: Props) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ kind, selection, onClose, onStarted }: Props) {
  const [onlyFailed, setOnlyFailed] = useState(false);
  const wish = { ...selection, onlyFailed };
  const preview = useQuery(previewQuery(kind, wish));
  const start = useStart(kind);
  const { data } = preview;
  const verb = VERBS[kind];
  if (!data || data.included.count === 0)
    return (
      <Dialog
        open
        title={data ? `Nothing to ${kind}` : `${verb} events?`}
        onClose={onClose}
        footer={<Button onClick={onClose}>Close</Button>}
      >
        {data ? (
          <Lines kind={kind} onlyFailed={onlyFailed} preview={data} />
        ) : preview.error ? (
          <ErrorPanel
            title="The events could not be counted"
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        ) : (
          <SkeletonBlock label="Counting the events" className="h-20" />
        )}
      </Dialog>
    );
  const { included, statuses } = data;
  const failed = statuses.find(({ status }) => status === "failed")?.count ?? 0;
  const canNarrow = kind === "replay" && !onlyFailed && failed > 0 && failed < data.matching.count;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`${verb} ${eventsOf(included)}?`}
      action={`${verb} ${amount(included)}`}
      busy={start.isPending || preview.isFetching}
      error={start.error}
      {...(included.count > MANY && { type: String(roundOf(included)) })}
      alternative={
        canNarrow ? (
          <Button onClick={() => setOnlyFailed(true)}>Only the {count(failed)} failed</Button>
        ) : (
          onlyFailed && <Button onClick={() => setOnlyFailed(false)}>All {amount(data.matching)}</Button>
        )
      }
      onConfirm={() =>
        start.mutate(wish, {
          onSuccess: () => {
            onStarted?.();
            onClose();
          },
        })
      }
    >
      <p>
        {kind === "retry"
          ? "Each failed event gets a new set of attempts."
          : "Each event is replayed as a new one with the body that was received. Newer documents stay as they are."}
      </p>
      {"filter" in selection && included.count > MANY && <Included filter={selection.filter} />}
      <Lines kind={kind} onlyFailed={onlyFailed} preview={data} />
      {"filter" in selection && <p className="mt-2">Events that arrive from now on are not included.</p>}
    </ConfirmDialog>
  );
}

function Included({ filter }: { filter: EventFilterInput }) {
  const jobs = useQuery(jobListQuery());
  const { timeZone } = usePreferences();
  const nameOf = (id: string) => jobs.data?.data.find((job) => job.id === id)?.name ?? id;
  return (
    <div className="mt-3">
      <Facts facts={filterFacts(filter, nameOf, timeZone)} />
    </div>
  );
}

interface LinesProps {
  readonly kind: BulkKind;
  readonly onlyFailed: boolean;
  readonly preview: BulkPreview;
}

function Lines({ kind, onlyFailed, preview }: LinesProps) {
  const lines = outcomeLines(kind, onlyFailed, preview);
  if (lines.length === 0) return preview.included.count === 0 ? <p>No event is selected any more.</p> : null;
  return (
    <ul className="mt-2 grid gap-1">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
