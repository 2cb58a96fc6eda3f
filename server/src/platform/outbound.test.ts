import type { lookup } from "node:dns";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { outbound, whyNotOutbound } from "./outbound.ts";

type Resolved = ReadonlyArray<{ address: string; family: number }>;

/** A name server of our own: each question takes the next answer, the last one for good. */
function nameServer(...answers: string[][]) {
  const asked: string[] = [];
  const resolve = ((host: string, _options: object, callback: (...args: unknown[]) => void) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] as string[];
    asked.push(host);
    const found: Resolved = answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    callback(null, found);
  }) as unknown as typeof lookup;
  return { asked, resolve };
}

let server: Server;
let origin: string;
let connections = 0;
let handle: RequestListener = (_req, res) => void res.end("hello");

beforeAll(async () => {
  server = createServer((req, res) => handle(req, res));
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function client(options: Partial<Parameters<typeof outbound>[0]> = {}) {
  const made = outbound({ allowPrivate: true, ...options });
  onTestFinished(() => made.close());
  return made;
}
const get = { method: "GET", headers: {} } as const;
const { port } = new URL("https://example.com:8443");

describe("an address that is not public", () => {
  test.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[fe80::1]/",
    "https://[fd00::1]/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://255.255.255.255/",
    "https://224.0.0.1/",
    "https://localhost/",
    "https://a.localhost/",
  ])("is refused as written: %s", async (url) => {
    const refused = client({ allowPrivate: false });
    await expect(refused.request({ ...get, url })).rejects.toMatchObject({ code: "refused_address" });
    expect(whyNotOutbound(url, false)).toMatch(/public/);
  });

  test.each([
    ["one", ["127.0.0.1"]],
    ["one among others", ["93.184.215.14", "10.0.0.1"]],
    ["of version 6", ["fd00::1"]],
    ["mapped", ["::ffff:169.254.169.254"]],
  ])("is refused when a name leads there: %s", async (_how, addresses) => {
    const names = nameServer(addresses);
    const before = connections;
    const refused = client({ allowPrivate: false, resolve: names.resolve });
    const url = `https://hooks.example.com:${port}/x?token=secret`;
    const error = await refused.request({ ...get, url }).catch((one: Error) => one);
    expect(error).toMatchObject({ code: "refused_address" });
    expect(String(error)).toContain("hooks.example.com");
    expect(String(error)).not.toContain("secret");
    expect(names.asked).toEqual(["hooks.example.com"]);
    expect(connections).toBe(before);
  });

  test("is refused when the name leads there only from the second time on", async () => {
    const names = nameServer(["93.184.215.14"], ["127.0.0.1"]);
    const url = "https://rebinding.example.com/";
    const first = client({ allowPrivate: false, connectMs: 100, wholeMs: 200, resolve: names.resolve });
    await expect(first.request({ ...get, url })).rejects.toMatchObject({
      code: expect.stringMatching(/unreachable|timeout/),
    });
    await expect(first.request({ ...get, url })).rejects.toMatchObject({ code: "refused_address" });
    expect(names.asked).toHaveLength(2);
  });
});

test.each([
  ["http://example.com/", /https/],
  ["ftp://example.com/", /web address/],
  ["file:///etc/passwd", /web address/],
  ["https://ada:secret@example.com/", /user name/],
  ["nonsense", /web address/],
])("%s is refused as an address", async (url, why) => {
  await expect(client({ allowPrivate: false }).request({ ...get, url })).rejects.toMatchObject({
    code: "invalid_url",
    message: expect.stringMatching(why),
  });
});

test("with the operator's leave, the answer comes from where the name leads", async () => {
  const names = nameServer(["127.0.0.1"]);
  const url = origin.replace("127.0.0.1", "inside.example.com");
  const answer = await client({ resolve: names.resolve }).request({ ...get, url });
  expect(answer).toMatchObject({ status: 200, body: "hello", isCut: false });
  expect(names.asked).toEqual(["inside.example.com"]);
});

test("a redirect is an answer, and is not followed", async () => {
  let asked = 0;
  handle = (_req, res) => {
    asked += 1;
    res.writeHead(302, { location: `${origin}/elsewhere` }).end();
  };
  const answer = await client().request({ ...get, url: origin });
  expect([answer.status, asked]).toEqual([302, 1]);
});

test("an endless answer is cut", async () => {
  let isOver = false;
  handle = (_req, res) => {
    const pour = () => {
      while (!isOver && res.write("x".repeat(10_000)));
    };
    res.on("drain", pour).on("close", () => {
      isOver = true;
    });
    pour();
  };
  const answer = await client().request({ ...get, url: origin });
  expect([answer.isCut, answer.body.length]).toEqual([true, 65_536]);
  await expect.poll(() => isOver).toBe(true);
});

test.each<[string, RequestListener]>([
  ["never answers", () => {}],
  [
    "sends its answer byte by byte",
    (_req, res) => {
      res.writeHead(200);
      const drip = setInterval(() => res.write("x"), 20);
      res.on("close", () => clearInterval(drip));
    },
  ],
])("who %s is given up", async (_how, listener) => {
  handle = listener;
  const startedAt = Date.now();
  await expect(
    client({ wholeMs: 300 }).request({ ...get, url: `${origin}/?t=secret` }),
  ).rejects.toMatchObject({
    code: "timeout",
    message: expect.not.stringContaining("secret"),
  });
  expect(Date.now() - startedAt).toBeLessThan(3_000);
});

test("nobody there is told in words", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}/secret`;
  await new Promise((resolve) => gone.close(resolve));
  await expect(client().request({ ...get, url })).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/^127\.0\.0\.1:\d+ refuses connections\.$/),
  });
});
