import { createConnection } from "node:net";

export interface RawAnswer {
  /** Undefined when the connection ended without an answer. */
  readonly status: number | undefined;
  readonly text: string;
}

/**
 * Sends bytes as they are and reads what comes back until the server closes. `parts` leave one after the other,
 * a turn of the event loop apart, `hangUp` ends the connection after the last instead of waiting.
 */
export function sendRaw(
  url: string,
  parts: readonly (string | Buffer)[],
  options: { hangUp?: boolean; withinMs?: number } = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = createConnection({ host: hostname, port: Number(port) });
    const end = () => {
      clearTimeout(late);
      socket.destroy();
      const text = Buffer.concat(chunks).toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      resolve({ status: status === undefined ? undefined : Number(status), text });
    };
    const late = setTimeout(end, options.withinMs ?? 15_000);
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      if (isComplete(Buffer.concat(chunks).toString("latin1"))) end();
    });
    socket.on("error", () => {}).on("close", end);
    socket.on("connect", async () => {
      for (const part of parts) {
        if (socket.destroyed) return;
        socket.write(part);
        await new Promise((next) => setImmediate(next));
      }
      if (options.hangUp) socket.destroy();
    });
  });
}

function isComplete(text: string): boolean {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  return length !== undefined && text.length >= head + 4 + Number(length);
}
