import { AppError } from "../platform/errors.ts";
import type { EventRepo, EventRow } from "./repo.ts";

export type Stored = { readonly status: "stored" | "duplicate"; readonly id: string };

interface Waiter {
  readonly row: EventRow;
  readonly resolve: (stored: Stored) => void;
  readonly reject: (error: unknown) => void;
}

/** Above this many bytes waiting for the store, further requests are refused (RULES 2). */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_GROUP = 1000;
const DUPLICATE_KEY = 11000;
const MAX_GROUP_BYTES = 16 * 1024 * 1024;

/**
 * Shares one journaled insert among concurrent requests: a group leaves as soon as the one before it is
 * durable, so a lone request waits for nothing and a crowd pays for one flush.
 * The returned function resolves once its own row is durable, or is known to be a duplicate.
 */
export function groupCommit(
  repo: Pick<EventRepo, "insert" | "findByDedupeKeys">,
  onStored: (rows: readonly EventRow[]) => void,
) {
  let queue: Waiter[] = [];
  let waitingBytes = 0;
  let flushing = false;

  async function flush(): Promise<void> {
    flushing = true;
    while (queue.length > 0) {
      let bytes = 0;
      let count = 0;
      while (count < queue.length && count < MAX_GROUP && (count === 0 || bytes < MAX_GROUP_BYTES))
        bytes += (queue[count++] as Waiter).row.bytes;
      const group = queue.slice(0, count);
      queue = queue.slice(count);
      await commit(group).catch((error: unknown) => {
        for (const waiter of group) waiter.reject(error);
      });
      waitingBytes -= bytes;
    }
    flushing = false;
  }

  async function commit(group: readonly Waiter[]): Promise<void> {
    const failed = await insert(group);
    const stored = failed.size === 0 ? group : group.filter((_, index) => !failed.has(index));
    for (const { row, resolve } of stored) resolve({ status: "stored", id: row._id });
    if (stored.length > 0) onStored(stored.map((waiter) => waiter.row));
    if (failed.size === 0) return;
    const repeated = group.filter((_, index) => failed.get(index) === "duplicate");
    const originals = await repo.findByDedupeKeys(repeated.map(({ row }) => row.dedupeKey as string));
    const idOf = new Map(originals.map((row) => [row.dedupeKey, row._id]));
    for (const waiter of repeated) {
      const id = idOf.get(waiter.row.dedupeKey);
      if (id) waiter.resolve({ status: "duplicate", id });
      else waiter.reject(new AppError("unavailable", "The event could not be stored; send it again."));
    }
    for (const [index, error] of failed) if (error !== "duplicate") group[index]?.reject(error);
  }

  /** The rows that were not inserted, by their place in the group, each a duplicate or its own error. */
  async function insert(group: readonly Waiter[]): Promise<Map<number, unknown>> {
    try {
      const failed = await repo.insert(group.map((waiter) => waiter.row));
      return new Map(
        failed.map(({ index, code, message }) => [
          index,
          code === DUPLICATE_KEY ? "duplicate" : new Error(message),
        ]),
      );
    } catch (error) {
      if (group.length > 1 && !isUnavailable(error)) return insertEach(group);
      throw error;
    }
  }

  /** One row that the driver refuses must not fail its neighbours. */
  async function insertEach(group: readonly Waiter[]): Promise<Map<number, unknown>> {
    const failed = new Map<number, unknown>();
    for (const [index, waiter] of group.entries()) {
      const result = await insert([waiter]).catch((error: unknown) => new Map<number, unknown>([[0, error]]));
      if (result.has(0)) failed.set(index, result.get(0));
    }
    return failed;
  }

  return (row: EventRow): Promise<Stored> =>
    new Promise((resolve, reject) => {
      if (waitingBytes + row.bytes > MAX_WAITING_BYTES) {
        reject(
          new AppError("unavailable", "Too much is waiting to be stored; send it again in a few seconds.", {
            retryAfter: 2,
          }),
        );
        return;
      }
      waitingBytes += row.bytes;
      queue.push({ row, resolve, reject });
      if (!flushing) void flush();
    });
}

function isUnavailable(error: unknown): boolean {
  const { errorLabels, name } = error as { errorLabels?: unknown; name?: string };
  return errorLabels !== undefined || /Network|ServerSelection|PoolCleared|Timeout/.test(name ?? "");
}
