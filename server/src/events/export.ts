import type { ExportEvents, ExportFormat } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import type { Streamed } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { csvHead, csvLine } from "./csv.ts";
import { bodyText, heldAmong, present } from "./queries.ts";
import { eventRepo, type ListRow } from "./repo.ts";
import { searchEvents, searchOf } from "./search.ts";

const PAGE = 500;
/** How long a search for what is rare goes on before it looks whether anybody still listens. */
const PATIENCE_MS = 1_000;
/** Bodies that are held at once. */
const BODIES = 16;

const TYPES = {
  csv: "text/csv",
  json: "application/json",
  ndjson: "application/x-ndjson",
} as const satisfies Record<ExportFormat, string>;

/**
 * The events that match and were received before `now`, as a download. Holds one page of them at a time, and ends
 * when `signal` is aborted.
 * @throws AppError `invalid_input` for bodies in CSV.
 */
export function exportEvents(
  ctx: Ctx,
  jobIds: readonly string[],
  { format, sort, body, ...filter }: ExportEvents,
  signal: AbortSignal,
  now = new Date(),
): Streamed<(typeof TYPES)[ExportFormat]> {
  if (body && format === "csv")
    throw new AppError("invalid_input", "body: goes with format json or ndjson.", {
      details: [{ field: "body", problem: "goes with format json or ndjson", in: "query" }],
    });
  const to = filter.to && Date.parse(filter.to) < now.getTime() ? filter.to : now.toISOString();
  const pages = eachPage(ctx, jobIds, { ...filter, to }, sort, signal);
  return {
    type: TYPES[format],
    filename: `events-${now.toISOString().slice(0, 19).replaceAll(":", "")}.${format}`,
    body: format === "csv" ? csv(ctx, pages) : json(ctx, jobIds, pages, format, body),
  };
}

async function* eachPage(
  ctx: Ctx,
  jobIds: readonly string[],
  filter: Omit<ExportEvents, "format" | "sort" | "body">,
  sort: ExportEvents["sort"],
  signal: AbortSignal,
): AsyncGenerator<readonly ListRow[]> {
  const search = await searchOf(ctx, jobIds, filter);
  let cursor: string | undefined;
  do {
    const page = await searchEvents(ctx, search, { limit: PAGE, cursor, sort }, PATIENCE_MS);
    yield page.rows;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && !signal.aborted);
}

async function* csv(ctx: Ctx, pages: AsyncIterable<readonly ListRow[]>): AsyncGenerator<string> {
  yield csvHead();
  for await (const rows of pages) {
    const held = await heldAmong(ctx, rows);
    yield rows.map((row) => csvLine(present(row, held))).join("");
  }
}

async function* json(
  ctx: Ctx,
  jobIds: readonly string[],
  pages: AsyncIterable<readonly ListRow[]>,
  format: "json" | "ndjson",
  withBody: boolean,
): AsyncGenerator<string> {
  const isList = format === "json";
  let lead = isList ? "[\n" : "";
  for await (const rows of pages) {
    const held = await heldAmong(ctx, rows);
    for (let at = 0; at < rows.length; at += BODIES) {
      const some = rows.slice(at, at + BODIES);
      const bodies = withBody ? await bodiesOf(ctx, jobIds, some) : undefined;
      for (const row of some) {
        const line = JSON.stringify({ ...present(row, held), ...bodies?.get(row._id) });
        yield isList ? lead + line : `${line}\n`;
        lead = ",\n";
      }
    }
  }
  if (isList) yield lead === "[\n" ? "[]\n" : "\n]\n";
}

async function bodiesOf(ctx: Ctx, jobIds: readonly string[], rows: readonly ListRow[]) {
  const ids = rows.map((row) => row._id);
  const bodies = new Map<string, ReturnType<typeof bodyText>>();
  for await (const row of eventRepo(ctx.db).each(jobIds, ids)) bodies.set(row._id, bodyText(row));
  return bodies;
}
