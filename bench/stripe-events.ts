import { createHmac } from "node:crypto";
import customer from "../server/src/connectors/stripe/fixtures/customer.json" with { type: "json" };

export const SECRET = "whsec_benchmarkbenchmarkbenchmark00";
/** Events go round so many objects; two events of one object are never of the same second. */
export const OBJECTS = 10_000;
export const COLLECTION = "customers";

const BODY_BYTES = 2_048;
const EVENTS_A_SECOND = 10;
const FIRST_CREATED = 1_760_000_000;

export interface StripeEvent {
  readonly id: string;
  readonly objectId: string;
  /** Whole seconds. */
  readonly created: number;
  readonly object: Readonly<Record<string, unknown>>;
  /** 2 KB, indented as Stripe sends it. */
  readonly payload: string;
}

/** The `index`-th event of a series; `series` keeps the ids of different runs apart. */
export function stripeEvent(series: string, index: number): StripeEvent {
  const id = `evt_${series}${String(index).padStart(8, "0")}`;
  const objectId = `cus_bench${String(index % OBJECTS).padStart(5, "0")}`;
  const created = FIRST_CREATED + Math.floor(index / EVENTS_A_SECOND);
  const object = {
    ...customer,
    id: objectId,
    created: FIRST_CREATED,
    email: `${objectId}@havenlicht.example`,
    balance: index,
    metadata: { ...customer.metadata, note: "" },
  };
  const event = {
    id,
    object: "event",
    api_version: "2025-09-30.clover",
    created,
    data: { object, previous_attributes: { balance: index - OBJECTS } },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: "customer.updated",
  };
  object.metadata.note = "x".repeat(Math.max(0, BODY_BYTES - JSON.stringify(event, null, 2).length));
  return { id, objectId, created, object, payload: JSON.stringify(event, null, 2) };
}

/** The header Stripe would send; `now` in milliseconds. */
export function signatureOf(payload: string, now: number): string {
  const timestamp = Math.floor(now / 1000);
  const signature = createHmac("sha256", SECRET).update(`${timestamp}.${payload}`).digest("hex");
  return `t=${timestamp},v1=${signature},v0=${"0".repeat(64)}`;
}

/** The whole HTTP request, ready for the socket. */
export function requestBytes(path: string, payload: string, now: number): Buffer {
  const body = Buffer.from(payload);
  const head = [
    `POST ${path} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Accept: */*; q=0.5, application/xml",
    "Cache-Control: no-cache",
    "User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${body.length}`,
    `Stripe-Signature: ${signatureOf(payload, now)}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}
