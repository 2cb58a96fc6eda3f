import type { SyncJob } from "@sluice/shared/sync-jobs";
import Stripe from "stripe";
import { expect } from "vitest";
import type { TestApp } from "../testing/index.ts";

export const SECRET = "whsec_receive_test";
let serial = 0;

/** A customer's event with ids of its own. */
export function customerEvent(over: object = {}) {
  serial += 1;
  const created = Math.floor(Date.now() / 1000);
  const object = { id: `cus_${serial}`, object: "customer", email: `c${serial}@example.com` };
  return {
    id: `evt_${serial}`,
    object: "event",
    type: "customer.created",
    created,
    livemode: true,
    data: { object },
    ...over,
  };
}

export const signed = (payload: string, secret = SECRET, timestamp = Math.floor(Date.now() / 1000)) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });

export const pathOf = (job: SyncJob) => `/api/webhooks/default/${job.id}`;

/** Creates jobs in the app and sends to them as Stripe would, or as it should not. */
export function sender(app: () => TestApp) {
  const bench = {
    async createJob(webhookConfig: object = {}, more: object = {}): Promise<SyncJob> {
      const { status, body } = await app().api("POST", "/api/workspaces/default/sync-jobs", {
        name: "Receiving",
        source: { connector: "stripe" },
        destination: { database: "receive_test" },
        webhookConfig: { secret: SECRET, ...webhookConfig },
        ...more,
      });
      expect(status).toBe(201);
      return body;
    },
    async post(job: SyncJob, body: string | Buffer, headers: Record<string, string> = {}) {
      const answer = await fetch(app().url + pathOf(job), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "stripe-signature": signed(body.toString()),
          ...headers,
        },
        body: new Uint8Array(Buffer.from(body)),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : undefined };
    },
    signedPost: (job: SyncJob, event: object, secret: string) => {
      const payload = JSON.stringify(event);
      return bench.post(job, payload, { "stripe-signature": signed(payload, secret) });
    },
  };
  return bench;
}
