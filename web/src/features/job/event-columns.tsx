import type { EventSummary } from "@sluice/shared/events";
import type { Column } from "../../components/data-table/types.ts";
import { eventColumns } from "../events/columns.tsx";

/** As the job is known, there is room for what went wrong. */
const about: Column<EventSummary> = {
  id: "about",
  header: "Object or error",
  width: "minmax(160px,1.6fr)",
  phone: "sub",
  cell: ({ error, status, objectId }) =>
    error && status !== "processed" ? (
      <span title={error.message}>{error.message}</span>
    ) : (
      objectId && <code className="text-fg-2">{objectId}</code>
    ),
};

const [status, type, id, attempts, took, received] = [
  "status",
  "type",
  "id",
  "attempts",
  "took",
  "received",
].map((wanted) => eventColumns(String).find((column) => column.id === wanted) as Column<EventSummary>);

/** The columns of one job's events, the newest first. */
export const JOB_EVENT_COLUMNS = [status, type, id, about, attempts, took, received].flatMap(
  (column) => column ?? [],
);
