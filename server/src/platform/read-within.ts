import type { FindCursor } from "mongodb";

/** Of bodies in memory at once, for one reader: sixteen of the greatest size. */
const BYTES = 16 * 1024 * 1024;

/** The first documents of a cursor whose `bytes` come to no more than may be in memory; always one, if there is any. */
export async function readWithin<Row extends { readonly bytes?: number }>(
  cursor: FindCursor<Row>,
  most = BYTES,
): Promise<Row[]> {
  const rows: Row[] = [];
  let bytes = 0;
  try {
    while (await cursor.hasNext()) {
      for (const row of cursor.readBufferedDocuments()) {
        bytes += row.bytes ?? 0;
        if (bytes > most && rows.length > 0) return rows;
        rows.push(row);
      }
    }
    return rows;
  } finally {
    await cursor.close();
  }
}
