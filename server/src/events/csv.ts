import type { EventSummary } from "@sluice/shared/events";

type Cell = string | number | boolean | undefined;

/** The fields of an event, one a column. */
const COLUMNS: ReadonlyArray<readonly [name: string, read: (event: EventSummary) => Cell]> = [
  ["id", (event) => event.id],
  ["jobId", (event) => event.jobId],
  ["type", (event) => event.type],
  ["status", (event) => event.status],
  ["outcome", (event) => event.outcome],
  ["reason", (event) => event.reason],
  ["objectId", (event) => event.objectId],
  ["providerEventId", (event) => event.providerEventId],
  ["eventAt", (event) => event.eventAt],
  ["receivedAt", (event) => event.receivedAt],
  ["settledAt", (event) => event.settledAt],
  ["attempts", (event) => event.attempts],
  ["dueAt", (event) => event.dueAt],
  ["duplicates", (event) => event.duplicates],
  ["conflicting", (event) => event.conflicting],
  ["livemode", (event) => event.livemode],
  ["account", (event) => event.account],
  ["mismatch", (event) => event.mismatch?.join(" ")],
  ["test", (event) => event.test],
  ["admittedBy", (event) => event.admitted?.by],
  ["admittedAt", (event) => event.admitted?.at],
  ["ambiguous", (event) => event.ambiguous],
  ["errorCode", (event) => event.error?.code],
  ["errorMessage", (event) => event.error?.message],
  ["errorGroup", (event) => event.error?.group],
  ["replayOf", (event) => event.replayOf],
  ["edited", (event) => event.edited],
];

/** What a spreadsheet would take for a formula is kept from being one. */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;

function cell(value: Cell): string {
  if (value === undefined) return "";
  const text = typeof value === "string" && FORMULA.test(value) ? `'${value}` : String(value);
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines as RFC 4180 has them. */
export const csvCells = (cells: readonly Cell[]): string => `${cells.map(cell).join(",")}\r\n`;
export const csvHead = (): string => csvCells(COLUMNS.map(([name]) => name));
export const csvLine = (event: EventSummary): string => csvCells(COLUMNS.map(([, read]) => read(event)));
