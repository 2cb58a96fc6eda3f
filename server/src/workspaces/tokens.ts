import { createHash, randomInt } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH = 32;

/** A secret of 190 random bits behind a prefix that says what it is. */
export const newToken = (prefix: string): string =>
  prefix + Array.from({ length: LENGTH }, () => BASE62[randomInt(BASE62.length)]).join("");

/** How a token is kept and looked up, hex. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");
