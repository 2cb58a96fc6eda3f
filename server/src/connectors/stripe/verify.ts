import { createHmac } from "node:crypto";
import Stripe from "stripe";
import type { SignedRequest, Verification } from "../connector.ts";

export const SIGNATURE_HEADER = "stripe-signature";
/** Seconds. Stripe's own default; unlike its SDK we apply it to the future as well. */
export const TOLERANCE_SECONDS = 300;

const signature = Stripe.webhooks.signature!;
/** Bodies pass through the SDK as latin1, one character a byte: signed exactly as received, and without re-encoding. */
const bytewise = Object.assign(Stripe.createNodeCryptoProvider(), {
  computeHMACSignature: (payload: string, secret: string) =>
    createHmac("sha256", secret).update(payload, "latin1").digest("hex"),
});

/**
 * Checks the signature through Stripe's SDK (constant time, any of several `v1`), then the age on both
 * sides. The age comes second, so that "timestamp" means a genuine request with a wrong clock.
 */
export function verify({ rawBody, headers, now }: SignedRequest, secrets: readonly string[]): Verification {
  const header = headers[SIGNATURE_HEADER];
  if (!header) return { ok: false, reason: "header_missing", details: { header: SIGNATURE_HEADER } };
  const fields = parseHeader(header);
  if (typeof fields === "string")
    return { ok: false, reason: "header_malformed", details: { problem: fields } };

  const ageSeconds = Math.floor(now / 1000) - fields.timestamp;
  const body = rawBody.toString("latin1");
  const matching = secrets.findIndex((secret) => isSigned(body, fields.canonical, secret));
  if (matching < 0) {
    const details = {
      ageSeconds,
      signatures: fields.signatures,
      secrets: secrets.length,
      bodyBytes: rawBody.length,
    };
    return { ok: false, reason: "signature", details };
  }
  if (!(Math.abs(ageSeconds) <= TOLERANCE_SECONDS)) {
    return { ok: false, reason: "timestamp", details: { ageSeconds, toleranceSeconds: TOLERANCE_SECONDS } };
  }
  return { ok: true, secret: matching };
}

function isSigned(body: string, header: string, secret: string): boolean {
  try {
    // A tolerance of 0 leaves the age to us; the SDK throws on every mismatch, and on a blank secret or body.
    return signature.verifyHeader(body, header, secret, 0, bytewise);
  } catch {
    return false;
  }
}

interface SignatureFields {
  readonly timestamp: number;
  readonly signatures: number;
  /** Only what the SDK may see: an empty `v1` would make it throw before it tries the next one. */
  readonly canonical: string;
}

function parseHeader(header: string): SignatureFields | string {
  let timestamp: string | undefined;
  let signatures = 0;
  let canonical = "";
  for (const field of header.split(",")) {
    const equals = field.indexOf("=");
    const key = field.slice(0, equals).trim();
    const value = field.slice(equals + 1).trim();
    if (key === "t") {
      if (timestamp !== undefined && timestamp !== value) return "two different timestamps";
      timestamp = value;
    } else if (key === "v1" && value !== "") {
      signatures += 1;
      canonical += `,v1=${value}`;
    }
  }
  if (timestamp === undefined) return "no t=";
  if (!/^\d{1,12}$/.test(timestamp)) return "t= is not a number of seconds";
  if (signatures === 0) return "no v1=";
  return { timestamp: Number(timestamp), signatures, canonical: `t=${timestamp}${canonical}` };
}
