import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createSender } from "./inngest.ts";
import { createLog } from "./log.ts";

afterEach(() => vi.unstubAllEnvs());

/** Takes connections and requests, and never answers. */
async function blackHole() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => {}).on("close", () => sockets.delete(socket)));
    socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

test("an engine that takes the connection and says nothing is given up in time, and the request with it", async () => {
  const hole = await blackHole();
  vi.stubEnv("INNGEST_DEV", `http://127.0.0.1:${hole.port}`);
  const send = createSender(createLog("test", "silent"), 200);
  const startedAt = Date.now();
  const sent = send({ name: "lane/ready", data: { lane: "sync:x" } });
  const connected = vi.waitFor(() => expect(hole.sockets.size).toBe(1), { interval: 5 });
  await expect(sent).rejects.toThrow("did not answer within 200 ms");
  await connected;
  expect(Date.now() - startedAt).toBeLessThan(2_000);
  await vi.waitFor(() => expect(hole.sockets.size).toBe(0));
});
