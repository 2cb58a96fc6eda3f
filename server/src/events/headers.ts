import { connectors } from "../connectors/index.ts";
import type { IncomingRequest } from "./event-row.ts";

const REDACTED = "[redacted]";
const MAX_VALUE = 2_000;
/** Names of headers that let their bearer in somewhere. */
const CREDENTIAL =
  /^(proxy-)?authorization$|^(set-)?cookie2?$|api-?key|secret|password|credential|(^|-)(access|auth|bearer|csrf|id|identity|jwt|refresh|security|session|shared|verification|webhook)?-?tokens?$/;
const SIGNATURES = new Set(connectors.flatMap(({ signatureHeaders }) => signatureHeaders));
const SIGNATURE = /signature|hmac/;

/**
 * Headers as the ledger keeps them: without credentials, and none of them long. What a connector verifies by
 * stays, for a refused request is diagnosed with it later.
 */
export function keptHeaders(headers: IncomingRequest["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value === undefined || name === "__proto__") continue;
    const text = Array.isArray(value) ? value.join(", ") : value;
    kept[name] = CREDENTIAL.test(name) && !SIGNATURES.has(name) ? REDACTED : text.slice(0, MAX_VALUE);
  }
  return kept;
}

/** Headers as people are shown them: of a signature its first 4 bytes, of a credential nothing. */
export function shownHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (SIGNATURES.has(name) || SIGNATURE.test(name)) return [name, beginningsOf(value)];
      return [name, CREDENTIAL.test(name) ? REDACTED : value];
    }),
  );
}

/** `t=1700000000,v1=5257a869…` */
const beginningsOf = (value: string): string =>
  value.replaceAll(/[^,;\s]+/g, (part) => {
    const [, label = "", rest = part] = /^([a-z]\w{0,9}=)([^=].*)$/i.exec(part) ?? [];
    return /^(\d{1,13}|v\d)$/.test(rest) ? part : `${label}${beginningOf(rest)}`;
  });

/** 4 bytes are 8 hex digits or 5 characters of base64; of what is short, half. */
function beginningOf(text: string): string {
  const length = Math.min(/^[\da-f]+$/i.test(text) ? 8 : 5, text.length >> 1);
  return `${text.slice(0, length)}…`;
}
