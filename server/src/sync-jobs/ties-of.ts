import type { ApplyOptions } from "../destinations/index.ts";
import { bodyOf, type EventRepo, parseJson } from "../events/index.ts";

/** Of one tie: beyond them it is a crowd. Two bodies of the greatest size are none. */
const EVENTS = 32;
const BYTES = 2 * 1024 * 1024;
/** Beside what the ties asked for may have without being a crowd. */
const MORE_EVENTS = 1_000;

/**
 * Looks up the stored events of a job's ties (RULES 17). Of a crowd only those with the greatest ids are read, so
 * that nobody fills the memory, or the time of all, with events of one second.
 */
export const tiesOf =
  (events: EventRepo, jobId: string): ApplyOptions["ties"] =>
  async (keys) => {
    const limit = keys.length * EVENTS + MORE_EVENTS;
    const found = await events.ties(jobId, [...keys], limit);
    const read = [...Map.groupBy(found, ({ tieKey }) => tieKey)].flatMap(([tieKey, rows]) => {
      const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
      const isCrowd = rows.length > EVENTS || bytes > BYTES || found.length === limit;
      if (tieKey === undefined) return [];
      return isCrowd
        ? greatest(rows).map((row) => ({ row, crowd: { crowdOf: tieKey } }))
        : rows.map((row) => ({ row, crowd: {} }));
    });
    const bodies = new Map(
      (await events.bodies(read.map(({ row }) => row._id))).map((row) => [row._id, row]),
    );
    return read.flatMap(({ row, crowd }) => {
      const body = bodyOf(bodies.get(row._id) ?? {});
      const payload = body && parseJson(body);
      const { providerEventId: eventId, type } = row;
      return payload ? [{ eventId, type, payload, ...crowd }] : [];
    });
  };

/** As many as may be read, by id. */
function greatest<Row extends { readonly providerEventId: string; readonly bytes: number }>(
  rows: readonly Row[],
): Row[] {
  let bytes = 0;
  return rows
    .toSorted((a, b) => (a.providerEventId > b.providerEventId ? -1 : 1))
    .slice(0, EVENTS)
    .filter((row, index) => {
      bytes += row.bytes;
      return index === 0 || bytes <= BYTES;
    });
}
