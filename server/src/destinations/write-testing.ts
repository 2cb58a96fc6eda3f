import { type Db, MongoClient } from "mongodb";
import { connectorOf } from "../connectors/index.ts";
import { noFaults } from "../platform/faults.ts";
import { type ApplyOptions, applyChanges, type Change } from "./write.ts";

export const stripe = connectorOf("stripe");
export const T = 1_750_000_000;
let sequence = 0;
export const newId = () => `cus_${++sequence}`;

/** A customer event `seconds` after T; the ledger of these tests is what was built so. */
export function customer(id: string, event: string, seconds: number, fields: object = {}, more: object = {}) {
  return {
    id: event,
    type: "customer.updated",
    created: T + seconds,
    data: { object: { object: "customer", id, ...fields } },
    ...more,
  };
}
export type Payload = ReturnType<typeof customer>;

export function changeOf(payload: Payload, more: Partial<Change> = {}): Change {
  const mapping = stripe.map(payload, payload.type);
  const envelope = stripe.envelope(payload, {});
  if (mapping.kind === "ignored" || typeof envelope === "string") throw new Error("not a change");
  return {
    rowId: payload.id,
    eventId: payload.id,
    eventType: payload.type,
    collection: `p_${mapping.collection}`,
    mapping,
    via: "webhook",
    source: "stripe",
    jobId: "job_1",
    tieKey: envelope.tieKey,
    ...more,
  };
}

export const deletion = (id: string, event: string, seconds: number) => ({
  ...customer(id, event, seconds),
  type: "customer.deleted",
});

/** A destination of its own for one test file; the ledger is what a test gives. */
export function openDestination(uri: string, name: string) {
  const client = new MongoClient(uri, { writeConcern: { w: 1, j: true }, monitorCommands: true });
  const db: Db = client.db(`${name}_${process.pid}`);
  return {
    client,
    db,
    apply: (changes: readonly Change[], ledger: readonly Payload[] = [], more: Partial<ApplyOptions> = {}) =>
      applyChanges(db, changes, {
        deleteMode: "hard",
        connector: stripe,
        ties: async () => ledger.map((payload) => ({ eventId: payload.id, type: payload.type, payload })),
        faults: noFaults,
        now: new Date(),
        ...more,
      }),
    read: (id: string) =>
      db.collection<{ _id: string; [field: string]: unknown }>("p_customers").findOne({ _id: id }),
    async close() {
      await db.dropDatabase();
      await client.close();
    },
  };
}
