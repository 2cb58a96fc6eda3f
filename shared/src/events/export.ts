import * as z from "zod";
import { op } from "../contract/op.ts";
import { queryBoolean } from "../contract/query.ts";
import { EventFilter, EventSort } from "./search.ts";

export const ExportFormat = z.enum(["csv", "json", "ndjson"]);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const ExportEvents = EventFilter.extend({
  format: ExportFormat.default("csv"),
  /** By time of receipt. */
  sort: EventSort.default("newest"),
  /** With the body of each, as `body` and `bodyEncoding`; not in CSV. */
  body: queryBoolean().default(false),
});
export type ExportEvents = z.infer<typeof ExportEvents>;

export const eventExportContract = {
  export: op({
    method: "GET",
    path: "/api/v1/events/export",
    operationId: "exportEvents",
    role: "viewer",
    tag: "Events",
    summary: "Download the events that match, all of them",
    description:
      "Of those received before the request. A cell of the CSV that a spreadsheet would take for a formula begins with an apostrophe.",
    query: ExportEvents,
    output: { stream: ["text/csv", "application/json", "application/x-ndjson"] },
  }),
} as const;
