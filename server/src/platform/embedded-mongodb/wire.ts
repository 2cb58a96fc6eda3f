import type { Server, Socket } from "node:net";
import { createServer } from "node:net";

const OP_REPLY = 1;
const OP_MSG = 2013;
const HEADER = 16;
const LONGEST_MESSAGE = 48_000_000 + 16 * 1024;

/** The engine's answer to one message and what its frame needs. */
export interface Reply {
  requestId: number;
  moreToCome: boolean;
  legacy: boolean;
  response: Buffer;
}
export type RoundTrip = (message: Buffer) => Promise<Reply>;

/** Serves MongoDB's wire protocol; messages of one connection are answered in order, connections in parallel. */
export function createWireServer(roundTrip: RoundTrip): { server: Server; disconnect: () => void } {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    serve(socket, roundTrip);
  });
  return {
    server,
    disconnect() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function serve(socket: Socket, roundTrip: RoundTrip): void {
  const split = messageSplitter();
  let answered = Promise.resolve();
  let replyId = 0;

  async function answer(message: Buffer): Promise<void> {
    const reply = await roundTrip(message);
    if (reply.moreToCome || socket.destroyed) return;
    replyId += 1;
    socket.cork();
    socket.write(replyHead(reply, replyId));
    socket.write(reply.response);
    socket.uncork();
  }

  socket.on("data", (chunk: Buffer) => {
    const messages = split(chunk);
    if (!messages) return socket.destroy();
    for (const message of messages) {
      answered = answered.then(() => answer(message)).catch(() => void socket.destroy());
    }
  });
}

/** Cuts a byte stream into messages by their length prefix; undefined for a length that cannot be one. */
export function messageSplitter(): (chunk: Buffer) => Buffer[] | undefined {
  let held: Buffer[] = [];
  let size = 0;
  let needed = HEADER;
  return (chunk) => {
    held.push(chunk);
    size += chunk.length;
    const messages: Buffer[] = [];
    while (size >= needed) {
      const bytes = held.length === 1 ? held[0]! : Buffer.concat(held, size);
      held = [bytes];
      const length = bytes.readInt32LE(0);
      if (length < HEADER || length > LONGEST_MESSAGE) return undefined;
      needed = length;
      if (size < length) break;
      messages.push(bytes.subarray(0, length));
      held = size > length ? [bytes.subarray(length)] : [];
      size -= length;
      needed = HEADER;
    }
    return messages;
  };
}

function replyHead(reply: Reply, replyId: number): Buffer {
  const head = Buffer.alloc(HEADER + (reply.legacy ? 20 : 5));
  head.writeInt32LE(head.length + reply.response.length, 0);
  head.writeInt32LE(replyId, 4);
  head.writeInt32LE(reply.requestId, 8);
  head.writeInt32LE(reply.legacy ? OP_REPLY : OP_MSG, 12);
  if (reply.legacy) head.writeInt32LE(1, 32);
  return head;
}
