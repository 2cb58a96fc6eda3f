import { lookup } from "node:dns";
import { type AddressInfo, createServer, type LookupFunction, type Server, type Socket } from "node:net";
import { deserialize, serialize } from "bson";
import { MongoClient } from "mongodb";
import { afterEach, expect, test } from "vitest";
import "./mongo-driver.ts";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

const open: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server of a replica set that names what `hosts` says at the time; it counts who comes. */
async function member(name: string, hosts: (me: string) => string[]) {
  let connections = 0;
  let me = "";
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    let seen = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (data) => {
      seen = Buffer.concat([seen, data]);
      while (seen.length >= 4 && seen.length >= seen.readInt32LE(0)) {
        const request = seen.subarray(0, seen.readInt32LE(0));
        seen = seen.subarray(request.length);
        socket.write(answer(request));
      }
    });
  });
  const answer = (request: Buffer) => {
    const isQuery = request.readInt32LE(12) === OP_QUERY;
    const hello = {
      ok: 1,
      helloOk: true,
      isWritablePrimary: true,
      setName: "rs",
      setVersion: 1,
      hosts: hosts(me),
      me,
      primary: me,
      minWireVersion: 9,
      maxWireVersion: 25,
      maxBsonObjectSize: 16_777_216,
      maxMessageSizeBytes: 48_000_000,
      maxWriteBatchSize: 100_000,
      logicalSessionTimeoutMinutes: 30,
    };
    const body = serialize(isQuery || "hello" in deserialize(request.subarray(21)) ? hello : { ok: 1 });
    const before = isQuery ? Buffer.alloc(20) : Buffer.alloc(5);
    if (isQuery) before.writeInt32LE(1, 16);
    const head = Buffer.alloc(16);
    head.writeInt32LE(16 + before.length + body.length, 0);
    head.writeInt32LE(request.readInt32LE(4), 8);
    head.writeInt32LE(isQuery ? OP_REPLY : OP_MSG, 12);
    return Buffer.concat([head, before, body]);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ server, sockets });
  me = `${name}:${(server.address() as AddressInfo).port}`;
  return { me, connections: () => connections };
}

/** As the one for destinations: of the two ways to come here, one is taken to be of the internet. */
const onlyLocalhost: LookupFunction = (host, options, callback) =>
  host === "localhost"
    ? lookup("127.0.0.1", options, callback)
    : callback(new Error(`${host} is private`), "", 0);

const settings = { replicaSet: "rs", serverSelectionTimeoutMS: 3_000, heartbeatFrequencyMS: 500 };

test("a member that a server names later is connected to only where the client's lookup allows it", async () => {
  let named: string[] = [];
  const inside = await member("127.0.0.1", (me) => [me]);
  const other = await member("localhost", (me) => [me]);
  const public_ = await member("localhost", (me) => [me, ...named]);
  const client = new MongoClient(`mongodb://${public_.me}`, { ...settings, lookup: onlyLocalhost });
  await client.connect();
  try {
    await client.db("admin").command({ ping: 1 });
    const refused = new Promise<string>((resolve) =>
      client.on("serverDescriptionChanged", ({ address, newDescription: { error } }) => {
        if (address === inside.me && error) resolve(error.message);
      }),
    );
    named = [inside.me, other.me];
    expect(await refused).toBe("127.0.0.1 is private");
    await expect.poll(other.connections).toBeGreaterThan(0);
    await client.db("admin").command({ ping: 1 });
    expect(inside.connections()).toBe(0);
  } finally {
    await client.close();
  }
});

test("nor is one of the connection string, and a client without a lookup connects to all", async () => {
  const inside = await member("127.0.0.1", (me) => [me]);
  const uri = `mongodb://${inside.me}`;
  const guarded = new MongoClient(uri, { ...settings, lookup: onlyLocalhost, serverSelectionTimeoutMS: 500 });
  await expect(guarded.connect()).rejects.toThrow("127.0.0.1 is private");
  await guarded.close();
  expect(inside.connections()).toBe(0);
  const free = new MongoClient(uri, settings);
  await free.connect();
  await free.close();
  expect(inside.connections()).toBeGreaterThan(0);
});
