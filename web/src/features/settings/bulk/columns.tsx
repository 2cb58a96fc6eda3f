import type { BulkOperation } from "@sluice/shared/bulk";
import { Button } from "../../../components/button.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { type Status, StatusGlyph } from "../../../components/status.tsx";
import { Time } from "../../../components/time.tsx";
import { endWords, filterFacts, progressWords } from "../../bulk/words.ts";

const GLYPHS: Readonly<Record<BulkOperation["status"], Status>> = {
  pending: "pending",
  running: "processing",
  done: "processed",
  stopped: "paused",
  failed: "failed",
};

const isActive = ({ status }: BulkOperation) => status === "pending" || status === "running";

/** @param onStop absent where the person may not. */
export const bulkColumns = (
  nameOf: (jobId: string) => string,
  onStop: ((id: string) => void) | undefined,
): readonly Column<BulkOperation>[] => [
  {
    id: "what",
    header: "Result",
    width: "minmax(180px,1fr)",
    phone: "title",
    cell: (operation) => {
      const { title, more } = isActive(operation)
        ? { title: progressWords(operation), more: undefined }
        : endWords(operation);
      return (
        <span className="flex items-center gap-1.5" title={[title, more].filter(Boolean).join(": ")}>
          <StatusGlyph status={GLYPHS[operation.status]} />
          <span className="truncate">
            {title}
            {more && <span className="text-fg-3">, {more}</span>}
          </span>
        </span>
      );
    },
  },
  {
    id: "which",
    header: "Which events",
    width: "minmax(160px,2fr)",
    low: true,
    cell: ({ filter }) => {
      const words = filter
        ? filterFacts(filter, nameOf)
            .map(([label, value]) => `${label}: ${value}`)
            .join("; ")
        : "Those that were selected";
      return (
        <span className="block truncate text-fg-2" title={words}>
          {words}
        </span>
      );
    },
  },
  {
    id: "who",
    header: "By",
    width: "minmax(90px,0.6fr)",
    phone: "sub",
    cell: ({ startedBy }) => <span className="block truncate">{startedBy.name}</span>,
  },
  {
    id: "when",
    header: "Started",
    width: "112px",
    phone: "note",
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    id: "stop",
    header: "Actions",
    hideHeader: true,
    width: "72px",
    align: "right",
    phone: "meta",
    cell: (operation) =>
      isActive(operation) &&
      onStop && (
        <Button
          kind="ghost"
          size="small"
          aria-label={`Stop: ${progressWords(operation)}`}
          onClick={() => onStop(operation.id)}
        >
          Stop
        </Button>
      ),
  },
];
