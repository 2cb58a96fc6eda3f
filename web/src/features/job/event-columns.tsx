import type { EventSummary } from "@sluice/shared/events";
import type { Column } from "../../components/data-table/types.ts";
import { Id } from "../../components/id.tsx";
import { Duration, Num } from "../../components/num.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";

const OUTCOMES = {
  applied: "Processed",
  unchanged: "Unchanged",
  superseded: "Superseded",
  ignored: "Ignored",
};

/** What is filtered takes no time. */
const took = ({ receivedAt, settledAt, status }: EventSummary): number | undefined =>
  settledAt && status !== "filtered" ? Date.parse(settledAt) - Date.parse(receivedAt) : undefined;

/** The columns of one job's events: as its job is known, there is room for what went wrong. */
export const JOB_EVENT_COLUMNS: readonly Column<EventSummary>[] = [
  {
    id: "status",
    header: "Status",
    width: "108px",
    phone: "glyph",
    cell: ({ status, outcome }) => (
      <StatusWord status={status} {...(outcome && { word: OUTCOMES[outcome] })} />
    ),
  },
  {
    id: "type",
    header: "Type",
    width: "minmax(160px,1fr)",
    phone: "title",
    link: true,
    cell: ({ type }) => type,
  },
  {
    id: "id",
    header: "Event",
    width: "108px",
    low: true,
    cell: ({ id }) => <Id id={id} short className="text-fg-2" />,
  },
  {
    id: "about",
    header: "Object or error",
    width: "minmax(160px,1.6fr)",
    phone: "sub",
    cell: ({ error, status, objectId }) =>
      error && status !== "processed" ? (
        <span title={error.message}>{error.title ?? error.message}</span>
      ) : (
        objectId && <code className="text-fg-2">{objectId}</code>
      ),
  },
  {
    id: "attempts",
    header: "Attempts",
    width: "64px",
    align: "right",
    low: true,
    cell: ({ attempts }) => <Num value={attempts} />,
  },
  {
    id: "took",
    header: "Took",
    width: "80px",
    align: "right",
    phone: "note",
    cell: (event) => <Duration ms={took(event)} />,
  },
  {
    id: "received",
    header: "Received",
    width: "92px",
    align: "right",
    phone: "meta",
    cell: ({ receivedAt }) => <Time at={receivedAt} className="text-fg-2" />,
  },
];
