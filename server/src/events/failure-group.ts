import { createHash } from "node:crypto";

const MAX_MESSAGE = 2_000;

/** What a message has in common with others of the same cause: quoted values, ids and numbers are taken out. */
export function causeOf(message: string): string {
  return message
    .slice(0, MAX_MESSAGE)
    .replace(/dup key: \{.*$/s, "dup key")
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '"…"')
    .replace(/\b[\w-]*\d[\w-]*\b/g, (word) => (/^[A-Za-z]\w{0,20}_\d$/.test(word) ? word : "#"))
    .replace(/\s+/g, " ")
    .trim();
}

/** `<code>~<hash>`: the same for failures of one cause. */
export function failureGroup(code: string, message: string): string {
  return `${code}~${createHash("sha256").update(causeOf(message)).digest("hex").slice(0, 8)}`;
}
