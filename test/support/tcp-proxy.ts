import type { AddressInfo } from "node:net";
import { createConnection, createServer, type Socket } from "node:net";

/** `refuse`: nobody listens. `blackhole`: what is sent is neither answered nor refused. */
export type ProxyMode = "pass" | "refuse" | "blackhole";

interface Pair {
  readonly near: Socket;
  far?: Socket;
}

/** Stands before a server and can take it away, in both ways in which servers go away. */
export async function startTcpProxy(targetPort: number) {
  const pairs = new Set<Pair>();
  let mode: ProxyMode = "pass";

  const server = createServer((near) => {
    const pair: Pair = { near };
    pairs.add(pair);
    near
      .on("error", () => near.destroy())
      .on("close", () => {
        pairs.delete(pair);
        pair.far?.destroy();
      });
    if (mode === "blackhole") near.pause();
    else join(pair);
  });

  function join(pair: Pair): void {
    const far = createConnection({ host: "127.0.0.1", port: targetPort });
    pair.far = far;
    far.on("error", () => far.destroy()).on("close", () => pair.near.destroy());
    pair.near.pipe(far);
    far.pipe(pair.near);
  }

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const disconnect = () => {
    for (const { near } of pairs) near.destroy();
  };

  return {
    port,
    async set(next: ProxyMode): Promise<void> {
      const last = mode;
      mode = next;
      if (next === "refuse") {
        server.close();
        disconnect();
        return;
      }
      if (last === "refuse") await listen(port);
      for (const pair of pairs) {
        if (next === "blackhole") {
          pair.near.unpipe().pause();
          pair.far?.unpipe().pause();
        } else if (pair.far) {
          // What got stuck on the way arrives now, however late: as a network does it.
          pair.near.pipe(pair.far);
          pair.far.pipe(pair.near);
        } else join(pair);
      }
    },
    close(): void {
      server.close();
      disconnect();
    },
  };
}
