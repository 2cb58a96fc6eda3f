import { createConnection, type Socket } from "node:net";

type Done = (status: number) => void;

/** One kept-alive HTTP/1.1 connection, one request at a time; far cheaper than a full client. */
export interface Connection {
  /** Calls back with the status once the whole answer is here. */
  request(bytes: Buffer, done: Done): void;
  close(): void;
}

const HEAD_END = "\r\n\r\n";
const STATUS_AT = "HTTP/1.1 ".length;

/** @param onError called once when the connection breaks. */
export async function openConnection(port: number, onError: (error: Error) => void): Promise<Connection> {
  const socket = await connect(port);
  let waiting: Done | undefined;
  let held: Buffer | undefined;
  let closed = false;

  socket.on("data", (chunk: Buffer) => {
    held = held ? Buffer.concat([held, chunk]) : chunk;
    const length = answerLength(held);
    if (length === undefined || held.length < length) return;
    const status = Number(held.toString("latin1", STATUS_AT, STATUS_AT + 3));
    held = undefined;
    const done = waiting;
    waiting = undefined;
    done?.(status);
  });
  socket.on("error", onError);
  socket.on("close", () => {
    if (!closed) onError(new Error("The server closed a connection of the load generator."));
  });

  return {
    request(bytes, done) {
      waiting = done;
      socket.write(bytes);
    },
    close() {
      closed = true;
      socket.destroy();
    },
  };
}

function connect(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = createConnection({ host: "127.0.0.1", port, noDelay: true }, () => resolve(socket));
  socket.once("error", reject);
  return promise;
}

/** Bytes of head and body; undefined while the head is incomplete. */
function answerLength(bytes: Buffer): number | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString("latin1", 0, headEnd))?.[1];
  if (length === undefined) throw new Error("An answer came without Content-Length.");
  return headEnd + HEAD_END.length + Number(length);
}
