import { MongoClient } from "mongodb";
import { expect, inject, onTestFinished, test } from "vitest";
import { startMongo } from "../../testing/index.ts";

async function connect(uri: string): Promise<MongoClient> {
  const client = await new MongoClient(uri, { w: 1, journal: true }).connect();
  onTestFinished(() => client.close());
  return client;
}

test("the shared engine of the run answers the ordinary driver", async () => {
  const client = await connect(inject("mongoUri"));
  expect(await client.db("admin").command({ ping: 1 })).toMatchObject({ ok: 1 });
});

test("acknowledged writes survive a kill, and a client finds the engine again on the same port", async () => {
  const first = await startMongo();
  onTestFinished(first.stop);
  const client = await connect(first.uri);
  const events = client.db("kept").collection("events");
  await events.insertMany(Array.from({ length: 500 }, (_, n) => ({ n, body: "x".repeat(5_000) })));
  await first.kill();
  const second = await startMongo({ dir: first.dir, port: first.port });
  onTestFinished(second.stop);
  expect(second.port).toBe(first.port);
  expect(await events.countDocuments()).toBe(500);
  expect((await events.find().toArray()).every((event) => event.body.length === 5_000)).toBe(true);
});

test("a folder is opened by one process only, and a taken port is named", async () => {
  const mongo = await startMongo();
  onTestFinished(mongo.stop);
  await expect(startMongo({ dir: mongo.dir })).rejects.toThrow(
    `exited with 2: The database folder ${mongo.dir} is open in another process.`,
  );
  await expect(startMongo({ port: mongo.port })).rejects.toThrow(
    `exited with 3: The database cannot listen on 127.0.0.1:${mongo.port}`,
  );
});
