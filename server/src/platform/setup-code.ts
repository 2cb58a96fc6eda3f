import { timingSafeEqual } from "node:crypto";
import type { Secrets } from "./secrets.ts";

// Crockford's alphabet: 32 signs, none of which is easily taken for another.
const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 16;

/**
 * What the console shows while nobody owns this installation: `7Q2M-9XK4-…`, 80 bits. Derived, so that it is
 * the same over restarts and on every server, and stored nowhere.
 */
export function setupCode(secrets: Pick<Secrets, "derive">): string {
  const signs = [...secrets.derive("setup code", LENGTH)].map((byte) => SIGNS[byte % SIGNS.length]);
  return signs.join("").replace(/.{4}(?!$)/g, "$&-");
}

/** Whether it is the code, however it was typed: lower case, without dashes, with O for 0. */
export function isSetupCode(secrets: Pick<Secrets, "derive">, typed: string): boolean {
  const bare = (code: string) =>
    Buffer.from(
      code
        .toUpperCase()
        .replace(/O/g, "0")
        .replace(/[IL]/g, "1")
        .replace(/[^0-9A-Z]/g, ""),
    );
  const [given, right] = [bare(typed), bare(setupCode(secrets))];
  return given.length === right.length && timingSafeEqual(given, right);
}
