import { createConnection, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";

/**
 * A lossy wake-up channel between the processes of one machine: `lane <id>` says that a lane has work,
 * `job <id>` that something shown about a job changed, `workspace <id> <kind> <id>` that another thing of a
 * workspace did. Nothing depends on a message arriving (RULES 10).
 */
export interface Nudge {
  send(message: string): void;
  /** Calls back for every message of another process, and for this one's own. */
  onMessage(listener: (message: string) => void): () => void;
  close(): void;
}

function fanout() {
  const listeners = new Set<(message: string) => void>();
  return {
    emit: (message: string) => {
      for (const listener of listeners) listener(message);
    },
    onMessage: (listener: (message: string) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** For one process alone, and where no address was given. */
export function localNudge(): Nudge {
  const { emit, onMessage } = fanout();
  return { send: emit, onMessage, close: () => {} };
}

function parse(address: string) {
  const [host = "127.0.0.1", port = "0", token = ""] = address.split(":");
  return { host, port: Number(port), token };
}

/**
 * The hub's side, in the server. A client's first line must be the token of the address.
 * @param address `host:port:token`
 */
export function listenNudge(address: string): Nudge {
  const { host, port, token } = parse(address);
  const { emit, onMessage } = fanout();
  const sockets = new Set<Socket>();
  const relay = (message: string, from?: Socket) => {
    for (const socket of sockets)
      if (socket !== from && socket.writableLength < 1_000_000) socket.write(`${message}\n`);
  };
  const server: Server = createServer((socket) => {
    socket
      .setNoDelay(true)
      .on("error", () => socket.destroy())
      .on("close", () => sockets.delete(socket));
    let known = false;
    createInterface({ input: socket })
      .on("line", (line) => {
        if (known) {
          relay(line, socket);
          emit(line);
        } else if (line === token) {
          known = true;
          sockets.add(socket);
        } else socket.destroy();
      })
      // It repeats the socket's errors, and would end the process with them when the worker is killed.
      .on("error", () => {});
  });
  server.on("error", () => {});
  server.listen(port, host);
  return {
    send(message) {
      relay(message);
      emit(message);
    },
    onMessage,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The client's side, in the worker: reconnects for ever, drops what it cannot send. */
export function connectNudge(address: string): Nudge {
  const { host, port, token } = parse(address);
  const { emit, onMessage } = fanout();
  let socket: Socket | undefined;
  let closed = false;
  const connect = () => {
    if (closed) return;
    const current = createConnection({ host, port }, () => current.write(`${token}\n`));
    socket = current.setNoDelay(true);
    createInterface({ input: current })
      .on("line", emit)
      .on("error", () => {});
    current.on("error", () => {});
    current.on("close", () => setTimeout(connect, 100).unref());
  };
  connect();
  return {
    send(message) {
      emit(message);
      if (socket?.writable && !socket.connecting && socket.writableLength < 1_000_000)
        socket.write(`${message}\n`);
    },
    onMessage,
    close() {
      closed = true;
      socket?.destroy();
    },
  };
}
