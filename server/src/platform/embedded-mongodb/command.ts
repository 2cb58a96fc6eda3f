import { deserialize, serialize } from "bson";
import type { RoundTrip } from "./wire.ts";

const OP_MSG = 2013;
const HEAD = 21;

/** Runs one command on the engine itself, without a connection. @throws what the engine answers instead of ok. */
export async function runCommand(roundTrip: RoundTrip, command: Record<string, unknown>): Promise<void> {
  const body = serialize({ ...command, $db: "admin" });
  const message = Buffer.alloc(HEAD + body.length);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(1, 4);
  message.writeInt32LE(OP_MSG, 12);
  message.set(body, HEAD);
  const { response } = await roundTrip(message);
  const answer = deserialize(response);
  if (answer.ok !== 1) throw new Error(`The database refused ${Object.keys(command)[0]}: ${answer.errmsg}`);
}
