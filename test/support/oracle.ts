import type { Db } from "mongodb";
import { expect } from "vitest";
import type { EventRow } from "../../server/src/events/index.ts";
import { type Fields, truthOf } from "./history.ts";
import type { LoadReport } from "./load.ts";
import type { Stack, TestJob } from "./stack.ts";

const SETTLED = ["processed", "failed", "filtered"];
const EFFECTS = new Set(["upsert", "delete", "ignore", "fail"]);

export const rowsOf = (stack: Stack, job: TestJob) =>
  stack.ledger().collection<EventRow>("webhook_events").find({ jobId: job.id }).toArray();

/** Waits until every row of the job is settled; answers the rows. */
export async function waitSettled(
  stack: Stack,
  job: TestJob,
  events: number,
  withinMs: number,
): Promise<EventRow[]> {
  const ledger = stack.ledger().collection("webhook_events");
  await stack.until(`all ${events} events of ${job.id} are settled`, withinMs, async () => {
    const open = await ledger.countDocuments({ jobId: job.id, status: { $nin: SETTLED } });
    const settled = await ledger.countDocuments({ jobId: job.id, status: { $in: SETTLED } });
    if (open > 0 || settled < events) throw new Error(`${settled} settled, ${open} open`);
    return true;
  });
  return rowsOf(stack, job);
}

/**
 * Nothing acknowledged is lost: one row an event, each settled once and processed, and the destination holds
 * exactly what the provider's hidden order says. Waits for it `withinMs`.
 * @param destinationUri where the destination is not on the ledger's server
 */
export async function expectOracle(
  stack: Stack,
  job: TestJob,
  { hidden, acknowledgements }: LoadReport,
  withinMs: number,
  destinationUri?: string,
): Promise<void> {
  expect(acknowledgements.size).toBeGreaterThan(0);
  const rows = await waitSettled(stack, job, acknowledgements.size, withinMs);
  expect(rowProblems(rows, acknowledgements)).toEqual([]);
  const told = hidden.filter((event) => acknowledgements.has(event.id));
  expect(await differences(stack.destination(job.database, destinationUri), truthOf(told, hidden))).toEqual(
    [],
  );
}

function rowProblems(rows: readonly EventRow[], acknowledgements: LoadReport["acknowledgements"]): string[] {
  const problems: string[] = [];
  const byEvent = Map.groupBy(rows, (row) => row.providerEventId);
  for (const [eventId, answers] of acknowledgements) {
    const found = byEvent.get(eventId) ?? [];
    if (found.length !== 1) problems.push(`${eventId}: ${found.length} rows`);
    const ids = new Set(answers.map((answer) => answer.id));
    if (ids.size !== 1 || !ids.has(found[0]?._id ?? ""))
      problems.push(`${eventId}: acknowledged as ${[...ids]}`);
  }
  for (const row of rows) {
    const ends = (row.log ?? []).filter((entry) => EFFECTS.has(entry.action) && entry.success);
    if (!acknowledgements.has(row.providerEventId)) problems.push(`${row.providerEventId}: never sent`);
    if (row.status !== "processed" || !row.outcome)
      problems.push(`${row.providerEventId}: ${row.status} ${JSON.stringify(row.error ?? row.outcome)}`);
    if (ends.length !== 1) problems.push(`${row.providerEventId}: settled ${ends.length} times`);
  }
  return problems;
}

async function differences(database: Db, truth: ReturnType<typeof truthOf>): Promise<string[]> {
  const stored = new Map<string, Fields>();
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    if (name.startsWith("_") || name.startsWith("system.")) continue;
    for (const { _id, _sync_metadata, ...fields } of await database.collection(name).find().toArray())
      stored.set(String(_id), fields);
  }
  const problems: string[] = [];
  for (const [id, { state }] of truth) {
    const found = stored.get(id);
    if (canonical(found) !== canonical(state))
      problems.push(`${id}: is ${canonical(found)}, should be ${canonical(state)}`);
  }
  for (const id of stored.keys()) if (!truth.has(id)) problems.push(`${id}: nobody sent it`);
  return problems;
}

/** Text that is the same for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? "nothing"
  );
}
