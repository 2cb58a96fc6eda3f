import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest, Verification } from "../connector.ts";

export const HASH_HEADER = "close-sig-hash";
export const TIMESTAMP_HEADER = "close-sig-timestamp";
/** Seconds. Close names none; without one a captured request could be sent again for ever. */
export const TOLERANCE_SECONDS = 300;

/** Close's keys are hex, and what is signed with is the bytes they stand for. */
const KEY = /^(?:[\da-f]{2}){16,64}$/i;

/** The hex HMAC-SHA256 of the timestamp's text followed by the body (Close: Webhook signatures). */
export function sign(timestamp: string, rawBody: Buffer, key: string): string {
  return createHmac("sha256", Buffer.from(key, "hex")).update(timestamp).update(rawBody).digest("hex");
}

/** The age comes second, so that "timestamp" means a genuine request with a wrong clock. */
export function verify({ rawBody, headers, now }: SignedRequest, secrets: readonly string[]): Verification {
  const hash = headers[HASH_HEADER];
  const timestamp = headers[TIMESTAMP_HEADER];
  if (!hash || !timestamp)
    return {
      ok: false,
      reason: "header_missing",
      details: { header: hash ? TIMESTAMP_HEADER : HASH_HEADER },
    };
  const malformed = (problem: string): Verification => ({
    ok: false,
    reason: "header_malformed",
    details: { problem },
  });
  if (!/^[\da-f]{64}$/i.test(hash)) return malformed(`${HASH_HEADER} is not a SHA-256 in hex`);
  if (!/^\d{1,12}$/.test(timestamp)) return malformed(`${TIMESTAMP_HEADER} is not a number of seconds`);

  const ageSeconds = Math.floor(now / 1000) - Number(timestamp);
  const given = Buffer.from(hash, "hex");
  const matching = secrets.findIndex(
    (key) => KEY.test(key) && timingSafeEqual(given, Buffer.from(sign(timestamp, rawBody, key), "hex")),
  );
  if (matching < 0)
    return {
      ok: false,
      reason: "signature",
      details: { ageSeconds, secrets: secrets.length, bodyBytes: rawBody.length },
    };
  if (Math.abs(ageSeconds) > TOLERANCE_SECONDS)
    return { ok: false, reason: "timestamp", details: { ageSeconds, toleranceSeconds: TOLERANCE_SECONDS } };
  return { ok: true, secret: matching };
}
