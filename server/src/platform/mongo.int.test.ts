import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfig } from "../config.ts";
import { startMongo, type TestMongo } from "../testing/mongo.ts";
import { connectMongo } from "./mongo.ts";

let mongo: TestMongo;
const sockets = new Set<Socket>();
const remember = (message: unknown) => void sockets.add((message as { socket: Socket }).socket);
beforeAll(async () => {
  mongo = await startMongo();
  subscribe("net.client.socket", remember);
});
afterAll(async () => {
  unsubscribe("net.client.socket", remember);
  await mongo?.stop();
});

test("a command written to a socket that has just died fails, and the client goes on", async () => {
  const { times } = loadConfig({ SLUICE_TIME_SCALE: "0.1" });
  const client = await connectMongo(mongo.uri, times);
  try {
    const documents = client.db("driver").collection("documents");
    for (let round = 0; round < 5; round += 1) {
      await documents.insertOne({ round });
      // As when the server is killed: its connections, the monitor's too, end in one turn of the event loop.
      for (const socket of sockets) socket.destroy();
      const answers = [documents.insertOne({ round }), documents.findOne({ round })].map((one) =>
        one.then(
          () => "done",
          () => "failed",
        ),
      );
      const late = sleep(3_000, "hangs", { ref: false });
      expect(await Promise.all(answers.map((answer) => Promise.race([answer, late])))).not.toContain("hangs");
      await expect.poll(() => client.db("driver").command({ ping: 1 }), { timeout: 5_000 }).toBeTruthy();
    }
  } finally {
    await client.close();
  }
});
