import type { AddressInfo } from "node:net";
import { createConnection, createServer, type Socket } from "node:net";
import { BSON } from "mongodb";
import { messageSplitter } from "../../server/src/platform/embedded-mongodb/wire.ts";

const OP_MSG = 2013;
const COMMAND = 16 + 4 + 1;
const WRITES = new Set(["insert", "update", "delete", "findAndModify", "bulkWrite"]);
/** What mongod says when its disk is full. */
const FULL = {
  ok: 0,
  code: 14031,
  codeName: "OutOfDiskSpace",
  errmsg: "available disk space is below the limit",
};

/** A MongoDB server that goes on serving reads and refuses writes while its disk is said to be full. */
export async function startFullMongo(targetPort: number) {
  let full = false;
  let refused = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ host: "127.0.0.1", port: targetPort });
    const split = messageSplitter();
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket
        .on("error", () => socket.destroy())
        .on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
    }
    far.pipe(near);
    near.on("data", (chunk: Buffer) => {
      for (const message of split(chunk) ?? []) {
        if (full && WRITES.has(commandOf(message))) {
          refused += 1;
          near.write(reply(message.readInt32LE(4)));
        } else far.write(message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    uri: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    set(isFull: boolean): void {
      full = isFull;
    },
    refused: () => refused,
    close(): void {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The first key of the command's document: its name. */
function commandOf(message: Buffer): string {
  if (message.readInt32LE(12) !== OP_MSG) return "";
  const start = COMMAND + 4 + 1;
  return message.toString("utf8", start, message.indexOf(0, start));
}

function reply(responseTo: number): Buffer {
  const body = BSON.serialize(FULL);
  const head = Buffer.alloc(COMMAND);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(responseTo, 8);
  head.writeInt32LE(OP_MSG, 12);
  return Buffer.concat([head, body]);
}
