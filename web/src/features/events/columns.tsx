import type { EventSummary } from "@sluice/shared/events";
import type { Column } from "../../components/data-table/types.ts";
import { Id } from "../../components/id.tsx";
import { Duration } from "../../components/num.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";

const took = ({ receivedAt, settledAt }: EventSummary): number | undefined =>
  settledAt ? Date.parse(settledAt) - Date.parse(receivedAt) : undefined;

const OUTCOMES = {
  applied: "Processed",
  unchanged: "Unchanged",
  superseded: "Superseded",
  ignored: "Ignored",
};

/** The columns of a list of events. */
export const EVENT_COLUMNS: readonly Column<EventSummary>[] = [
  {
    id: "status",
    header: "Status",
    width: "104px",
    phone: "glyph",
    cell: ({ status, outcome }) => (
      <StatusWord status={status} {...(outcome && outcome !== "applied" && { word: OUTCOMES[outcome] })} />
    ),
  },
  {
    id: "type",
    header: "Type",
    width: "minmax(180px,1.2fr)",
    phone: "title",
    link: true,
    cell: ({ type }) => type,
  },
  {
    id: "id",
    header: "Event",
    width: "104px",
    low: true,
    cell: ({ id }) => <Id id={id} short className="text-fg-2" />,
  },
  {
    id: "key",
    header: "Key",
    width: "minmax(120px,1fr)",
    phone: "sub",
    cell: ({ objectId }) => objectId && <Id id={objectId} short className="text-fg-3" />,
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
    cell: ({ receivedAt }) => <Time at={receivedAt} />,
  },
];
