import { createHmac, timingSafeEqual } from "node:crypto";
import type { SignedRequest, Verification } from "../connector.ts";

export const SIGNATURE_HEADER = "x-hub-signature-256";

/** `sha256=` and the hex HMAC-SHA256 of the body (GitHub: Validating webhook deliveries). */
export function sign(rawBody: Buffer, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(rawBody).digest("hex")}`;
}

/** GitHub signs the body alone, no time: of a request that was held back nothing tells how long. */
export function verify({ rawBody, headers }: SignedRequest, secrets: readonly string[]): Verification {
  const given = headers[SIGNATURE_HEADER];
  if (!given) return { ok: false, reason: "header_missing", details: { header: SIGNATURE_HEADER } };
  if (!/^sha256=[\da-f]{64}$/.test(given))
    return {
      ok: false,
      reason: "header_malformed",
      details: { problem: `${SIGNATURE_HEADER} is not sha256= and a SHA-256 in hex` },
    };
  const signature = Buffer.from(given);
  const secret = secrets.findIndex(
    (one) => one !== "" && timingSafeEqual(signature, Buffer.from(sign(rawBody, one))),
  );
  return secret >= 0
    ? { ok: true, secret }
    : { ok: false, reason: "signature", details: { secrets: secrets.length, bodyBytes: rawBody.length } };
}
