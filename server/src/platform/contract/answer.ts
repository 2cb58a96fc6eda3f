import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { isDeepStrictEqual } from "node:util";
import { isStream, type OpDef } from "@sluice/shared/contract";
import type { Request, Response } from "express";
import * as z from "zod";
import type { Streamed } from "./handlers.ts";

/** Throws where an answer is not what its operation declares, or holds more than that. */
export function checkAnswer(op: OpDef, answer: unknown): void {
  if (isStream(op.output)) return;
  const sent = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  if (!op.output) {
    if (sent !== undefined) throw new Error(`${op.operationId} declares no answer but gives one`);
    return;
  }
  const parsed = (op.output as z.ZodType).safeParse(sent);
  if (!parsed.success)
    throw new Error(`${op.operationId} answers what it does not declare:\n${z.prettifyError(parsed.error)}`);
  if (!isDeepStrictEqual(parsed.data, sent))
    throw new Error(`${op.operationId} answers more than it declares: ${JSON.stringify(sent)}`);
}

/** What fails before the first piece is answered as any other error; later the connection is cut. */
export async function sendStream(req: Request, res: Response, { type, filename, body }: Streamed) {
  const pieces = body[Symbol.asyncIterator]();
  if (filename) res.attachment(filename);
  if (req.method === "HEAD") {
    await pieces.return?.();
    return void res.type(type).end();
  }
  const first = await pieces.next();
  res.type(type);
  try {
    await pipeline(Readable.from(rest(first, pieces)), res);
  } catch (error) {
    // The reader went away: nobody is left to be told.
    if ((error as NodeJS.ErrnoException).code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
  }
}

async function* rest<Piece>(first: IteratorResult<Piece>, pieces: AsyncIterator<Piece>) {
  try {
    for (let piece = first; !piece.done; piece = await pieces.next()) yield piece.value;
  } finally {
    await pieces.return?.();
  }
}
