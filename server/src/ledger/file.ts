import { createHash } from "node:crypto";
import { EJSON } from "bson";
import * as z from "zod";

export const FORMAT = 1;

/** With what the file's secrets are sealed: a passphrase, or the ledger's own key. */
const Sealing = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("passphrase"),
    salt: z.string(),
    /** A known text, sealed: tells a wrong passphrase before anything is done. */
    check: z.string(),
  }),
  z.object({ kind: z.literal("key"), keyId: z.string() }),
]);

/** The first line. */
export const FileHeader = z.object({
  sluice: z.literal("ledger"),
  format: z.int(),
  schema: z.int(),
  ledgerId: z.string(),
  /** null: all of them. */
  workspaceId: z.string().nullable(),
  exportedAt: z.iso.datetime(),
  sealing: Sealing,
});
export type FileHeader = z.infer<typeof FileHeader>;

/** The last line. */
export const FileEnd = z.object({
  end: z.literal(true),
  counts: z.record(z.string(), z.int()),
  /** Of all lines before, with their line ends. */
  sha256: z.string(),
});
export type FileEnd = z.infer<typeof FileEnd>;

/** What every other line holds. */
export interface FileDocument {
  readonly in: string;
  readonly document: { readonly _id: unknown; readonly [field: string]: unknown };
}

/** The file is not one of ours, or not all of it is there. */
export class DamagedFileError extends Error {
  override readonly name = "DamagedFileError";
}

const isEnd = (line: string) => line.startsWith('{"end":');

/** The lines of a file, from its documents. */
export async function* writeLines(
  header: FileHeader,
  documents: AsyncIterable<FileDocument>,
): AsyncGenerator<string> {
  const hash = createHash("sha256");
  const counts: Record<string, number> = {};
  const line = (text: string) => {
    hash.update(text).update("\n");
    return `${text}\n`;
  };
  yield line(JSON.stringify(header));
  for await (const one of documents) {
    counts[one.in] = (counts[one.in] ?? 0) + 1;
    // Canonical: every number and date keeps its type.
    yield line(EJSON.stringify(one, { relaxed: false }));
  }
  yield `${JSON.stringify({ end: true, counts, sha256: hash.digest("hex") } satisfies FileEnd)}\n`;
}

/** @throws DamagedFileError */
export async function readHeader(lines: AsyncIterable<string>): Promise<FileHeader> {
  for await (const line of lines) {
    const header = FileHeader.safeParse(parse(line));
    if (header.success) return header.data;
    break;
  }
  throw new DamagedFileError("This is not a file that npm run export has written.");
}

/** Reads to the end and compares. @throws DamagedFileError when something is missing or was changed. */
export async function checkLines(lines: AsyncIterable<string>): Promise<FileEnd> {
  const hash = createHash("sha256");
  let end: FileEnd | undefined;
  for await (const line of lines) {
    if (end) throw new DamagedFileError("The file goes on after its end.");
    if (!isEnd(line)) {
      hash.update(line).update("\n");
      continue;
    }
    const parsed = FileEnd.safeParse(parse(line));
    if (!parsed.success || parsed.data.sha256 !== hash.digest("hex"))
      throw new DamagedFileError("The file's checksum does not match: it was changed or damaged.");
    end = parsed.data;
  }
  if (!end) throw new DamagedFileError("The file ends too early: it was not written or copied whole.");
  return end;
}

/** The documents between the first line and the last. */
export async function* readDocuments(lines: AsyncIterable<string>): AsyncGenerator<FileDocument> {
  let isFirst = true;
  for await (const line of lines) {
    if (!isFirst && !isEnd(line)) yield EJSON.parse(line, { relaxed: false }) as FileDocument;
    isFirst = false;
  }
}

/** Lines of a stream of bytes, however it was cut. */
export async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const chunk of bytes) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      rest.push(chunk.subarray(from, to));
      yield Buffer.concat(rest).toString("utf8");
      rest = [];
      from = to + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length > 0) yield Buffer.concat(rest).toString("utf8");
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
