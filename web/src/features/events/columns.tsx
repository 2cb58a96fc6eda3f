import type { EventSummary } from "@sluice/shared/events";
import type { Column } from "../../components/data-table/types.ts";
import { Id } from "../../components/id.tsx";
import { Duration } from "../../components/num.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { cx } from "../../lib/cx.ts";
import { flagsOf } from "./words.ts";

export const took = ({ receivedAt, settledAt }: EventSummary): number | undefined =>
  settledAt ? Math.max(0, Date.parse(settledAt) - Date.parse(receivedAt)) : undefined;

const OUTCOMES = {
  applied: "Processed",
  unchanged: "Unchanged",
  superseded: "Superseded",
  ignored: "Ignored",
};

/** Shown unless the address says otherwise. */
export const USUAL = ["status", "type", "id", "job", "key", "attempts", "took", "received"] as const;
/** Beside an open pane there is room for these. */
export const BESIDE_PANE = ["status", "type", "id", "took", "received"];
/** A row is not a row without them. */
const ALWAYS = ["status", "type", "received"];

const optional = (id: string, header: string, width: string, cell: Column<EventSummary>["cell"]) => ({
  id,
  header,
  width,
  low: true,
  cell,
});

/** All columns of a list of events; `jobName` is memoized. */
export const eventColumns = (jobName: (id: string) => string): readonly Column<EventSummary>[] => [
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
    width: "minmax(150px,1.2fr)",
    phone: "title",
    link: true,
    cell: ({ type }) => type,
  },
  optional("id", "Event", "104px", ({ id }) => <Id id={id} short className="text-fg-2" />),
  {
    id: "job",
    header: "Job",
    width: "minmax(100px,0.8fr)",
    phone: "sub",
    cell: ({ jobId }) => <span className="text-fg-2">{jobName(jobId)}</span>,
  },
  {
    id: "key",
    header: "Key",
    width: "minmax(110px,0.7fr)",
    cell: ({ objectId }) => objectId && <Id id={objectId} short className="text-fg-3" />,
  },
  optional("provider", "Provider id", "minmax(110px,0.7fr)", ({ providerEventId }) => (
    <Id id={providerEventId} short className="text-fg-3" />
  )),
  optional("error", "Error", "minmax(120px,1fr)", ({ error }) => (
    <span title={error?.message} className="text-fg-2">
      {error?.title ?? error?.message}
    </span>
  )),
  optional("flags", "Marks", "minmax(96px,0.6fr)", (event) => (
    <span className="flex gap-1">
      {flagsOf(event).map((flag) => (
        <Tag key={flag}>{flag}</Tag>
      ))}
    </span>
  )),
  { ...optional("happened", "Happened", "92px", ({ eventAt }) => <Time at={eventAt} />), align: "right" },
  {
    id: "attempts",
    header: "Attempts",
    width: "64px",
    align: "right",
    low: true,
    cell: ({ attempts }) => <span className={cx(attempts < 2 && "text-fg-3")}>{attempts}</span>,
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
    sort: "received",
    cell: ({ receivedAt }) => <Time at={receivedAt} />,
  },
];

const WITHOUT_NAMES = eventColumns((id) => id);

/** What can be chosen, in the order of the table. */
export const CHOICES = WITHOUT_NAMES.filter(({ id }) => !ALWAYS.includes(id)).map(({ id, header }) => ({
  id,
  header,
}));

/** The columns that are not shown, for `cols` of the address. */
export function hiddenColumns(cols: string | undefined, hasPane: boolean): readonly string[] {
  const chosen = cols ? [...ALWAYS, ...cols.split(",")] : hasPane ? BESIDE_PANE : USUAL;
  return WITHOUT_NAMES.map(({ id }) => id).filter((id) => !(chosen as readonly string[]).includes(id));
}

/** `cols` of the address after one column was added or taken away; undefined for the usual ones. */
export function toggledColumn(cols: string | undefined, id: string): string | undefined {
  const now = new Set<string>(cols ? cols.split(",") : USUAL);
  if (!now.delete(id)) now.add(id);
  const chosen = CHOICES.map((choice) => choice.id).filter((one) => now.has(one));
  const usual = USUAL.filter((one) => !ALWAYS.includes(one));
  return chosen.join() === usual.join() ? undefined : chosen.join() || "type";
}
