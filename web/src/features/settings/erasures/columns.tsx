import type { Erasure } from "@sluice/shared/erasures";
import { Button } from "../../../components/button.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { StatusGlyph } from "../../../components/status.tsx";
import { Time } from "../../../components/time.tsx";
import { plural } from "../../../lib/format.ts";

/** @param nameOf of a job. */
export const erasureColumns = (
  nameOf: (jobId: string) => string,
  onLift: (erasure: Erasure) => void,
): readonly Column<Erasure>[] => [
  {
    id: "objects",
    header: "Objects",
    width: "minmax(110px,0.8fr)",
    phone: "title",
    cell: ({ objectIds: [first, ...more] }) => (
      <span title={[first, ...more].join(", ")}>
        <code>{first}</code>
        {more.length > 0 && <span className="text-fg-3"> and {more.length} more</span>}
      </span>
    ),
  },
  {
    id: "job",
    header: "Job",
    width: "minmax(80px,0.6fr)",
    low: true,
    cell: ({ jobId }) => (jobId ? nameOf(jobId) : "All jobs"),
  },
  {
    id: "state",
    header: "State",
    width: "minmax(190px,1.2fr)",
    phone: "sub",
    cell: (erasure) => <State erasure={erasure} />,
  },
  {
    id: "removed",
    header: "Erased",
    width: "minmax(150px,1.2fr)",
    low: true,
    cell: ({ counts }) => removedWords(counts),
  },
  {
    id: "requested",
    header: "Requested",
    width: "minmax(120px,0.9fr)",
    phone: "note",
    cell: ({ requestedBy, requestedAt }) => (
      <span className="text-fg-2">
        <Time at={requestedAt} /> by {requestedBy.name}
      </span>
    ),
  },
  {
    id: "lift",
    header: "Actions",
    hideHeader: true,
    width: "72px",
    align: "right",
    phone: "meta",
    cell: (erasure) =>
      erasure.suppress &&
      !erasure.liftedAt &&
      erasure.state === "done" && (
        <Button
          kind="ghost"
          size="small"
          aria-label={`Lift the suppression of ${erasure.objectIds.join(", ")}`}
          onClick={() => onLift(erasure)}
        >
          Lift…
        </Button>
      ),
  },
];

function State({ erasure: { state, problem, suppress, liftedAt, finishedAt } }: { erasure: Erasure }) {
  if (state !== "done")
    return (
      <span className="flex items-center gap-1.5">
        <StatusGlyph status={problem ? "blocked" : "processing"} />
        <span className="truncate" title={problem ?? undefined}>
          {problem ?? (state === "running" ? "Erasing" : "Waiting")}
        </span>
      </span>
    );
  return (
    <span className="flex items-center gap-1.5">
      <StatusGlyph status="processed" />
      <span className="truncate">
        Done {finishedAt && <Time at={finishedAt} />}
        {suppress && <span className="text-fg-3">{liftedAt ? ", lifted" : ", suppressed"}</span>}
      </span>
    </span>
  );
}

function removedWords({ events, rejected, documents }: Erasure["counts"]): string {
  const parts = [
    [events, "event"],
    [rejected, "request"],
    [documents, "document"],
  ] as const;
  const some = parts.filter(([count]) => count > 0);
  return some.map(([count, what]) => plural(count, what)).join(", ") || "nothing so far";
}
