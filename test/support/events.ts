import { randomBytes } from "node:crypto";
import { EventDetail } from "@sluice/shared/events";
import { Execution } from "@sluice/shared/sync-jobs";
import * as z from "zod";
import type { LaneDoc } from "../../server/src/platform/lanes/index.ts";
import type { Stack, TestJob } from "./stack.ts";
import { acknowledged } from "./stripe-sender.ts";

const SETTLED_WITHIN_MS = 30_000;
const START = 1_750_000_000;

/** A Stripe event about `object`, `second` seconds into its life. */
export function stripeEvent(type: string, object: object, second = 0) {
  return {
    id: `evt_${randomBytes(8).toString("hex")}`,
    object: "event",
    type,
    created: START + second,
    livemode: false,
    data: { object },
  };
}

export function customer(fields: object = {}) {
  return { id: `cus_${randomBytes(6).toString("hex")}`, object: "customer", name: "Ada", ...fields };
}

/** Sends an event and waits until the ledger says what became of it. */
export async function sync(stack: Stack, job: TestJob, event: object): Promise<EventDetail> {
  return settled(stack, (await acknowledged(job, event)).id);
}

/** The event as the API shows it, once it is settled. */
export function settled(stack: Stack, id: string): Promise<EventDetail> {
  return stack.until(`event ${id} is settled`, SETTLED_WITHIN_MS, async () => {
    const event = await getEvent(stack, id);
    if (!event.settledAt) throw new Error(`it is ${event.status}`);
    return event;
  });
}

export const getEvent = (stack: Stack, id: string): Promise<EventDetail> =>
  stack.call(EventDetail, "GET", `/api/v1/events/${id}`);

export interface Synced {
  _id: string;
  [field: string]: unknown;
}

/** A document of the job's destination. */
export const documentOf = (stack: Stack, job: TestJob, collection: string, id: string) =>
  stack.destination(job.database).collection<Synced>(collection).findOne({ _id: id });

export const jobRoute = (job: TestJob): string => `/api/workspaces/default/sync-jobs/${job.id}`;

export async function executionsOf(stack: Stack, job: TestJob): Promise<Execution[]> {
  const page = z.object({ data: z.array(Execution) });
  return (await stack.call(page, "GET", `${jobRoute(job)}/executions`)).data;
}

/** The code of an error's body. */
export const errorOf = (body: unknown): string | undefined =>
  (body as { error?: { code?: string } } | undefined)?.error?.code;

export const laneOf = (stack: Stack, job: TestJob) =>
  stack
    .ledger()
    .collection<LaneDoc>("lanes")
    .findOne({ _id: `sync:${job.id}` });
