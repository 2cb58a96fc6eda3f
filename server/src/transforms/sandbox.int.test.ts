import { expect, test } from "vitest";
import { sandboxOf as ownedSandbox } from "./sandbox.ts";

const DOCUMENT = '{"id":"cus_1","created":1700000000,"nested":{"a":[1,2]}}';
const EVENT = '{"type":"customer.updated"}';
const sandboxOf = (source: string) => ownedSandbox(source, "job_1");
const run = (body: string) =>
  sandboxOf(`export default function (document, event) {\n${body}\n}`).run([[DOCUMENT, EVENT]]);
const result = async (body: string) => JSON.parse((await run(body))[0]?.document ?? "null");
const trouble = async (source: string) => (await sandboxOf(source).run([[DOCUMENT, EVENT]]))[0]?.error;

test("a function gets the document and the event, and what it returns is taken", async () => {
  expect(
    await result("return { ...document, kind: event.type, at: new Date(document.created * 1000) }"),
  ).toEqual({
    id: "cus_1",
    created: 1_700_000_000,
    nested: { a: [1, 2] },
    kind: "customer.updated",
    at: "2023-11-14T22:13:20.000Z",
  });
  expect(await run("return null")).toEqual([{ document: null }]);
  expect(sandboxOf("export default (d) => ({ id: d.id })").runNow([DOCUMENT, EVENT])).toEqual({
    document: '{"id":"cus_1"}',
  });
});

test("no call sees what another has left: of the module, of the globals, of the prototypes", async () => {
  const source = `let n = 0; export default () => {
    const seen = { n, global: globalThis.left, polluted: ({}).left, list: [].left };
    n += 1; globalThis.left = 1; Object.prototype.left = 1; Array.prototype.left = 1; JSON.parse = null;
    return { n: seen.n, global: seen.global ?? null, polluted: seen.polluted ?? null, list: seen.list ?? null };
  }`;
  const ran = await sandboxOf(source).run([
    [DOCUMENT, EVENT],
    [DOCUMENT, EVENT],
    [DOCUMENT, EVENT],
  ]);
  for (const { document } of ran)
    expect(JSON.parse(document ?? "")).toMatchObject({ n: 0, global: null, polluted: null, list: null });
  expect(ran).toHaveLength(3);
});

/** Whether a thread had to be started for it. */
async function loads(source: string, owner: string): Promise<boolean> {
  let started = false;
  const note = () => {
    started = true;
  };
  process.on("worker", note);
  await ownedSandbox(source, owner).run([[DOCUMENT, EVENT]]);
  process.off("worker", note);
  return started;
}

test.each([
  ["with something behind them", "const a = new Uint8Array(9e6); const b = 'after'.repeat(1e3);"],
  ["at the end", "const a = new Uint8Array(9e6);"],
  ["of many", "const all = Array.from({ length: 300 }, () => new Uint8Array(3e4)); const a = all[150];"],
  ["larger than the memory at the beginning", "const a = new Uint8Array(2e7);"],
  ["after a deep call", "const f = (n) => (n ? f(n - 1) : 0); f(300); const a = new Uint8Array(9e6);"],
])("nor of empty buffers of the module, %s", async (_, module) => {
  const source = `${module} export default () => {
    const seen = [0, a.length >> 1, a.length - 1].map((at) => a[at]).join();
    a.fill(7, 0, 5); a.fill(7, a.length >> 1, (a.length >> 1) + 5); a.fill(7, a.length - 5);
    return { seen };
  }`;
  const ran = await sandboxOf(source).run(Array.from({ length: 3 }, () => [DOCUMENT, EVENT] as const));
  expect(ran).toEqual(Array.from({ length: 3 }, () => ({ document: '{"seen":"0,0,0"}' })));
});

test("two owners of one source have a thread each", async () => {
  const source = "export default (d) => ({ id: d.id }) /* shared */";
  const before = await loads(source, "job_a");
  expect(before).toBe(true);
  expect(await loads(source, "job_a")).toBe(false);
  expect(await loads(source, "job_b")).toBe(true);
});

test("nothing of the host is there, not even by way of a constructor", async () => {
  const names =
    "process require fetch console setTimeout Buffer module global WebAssembly Worker std os".split(" ");
  const probe = `Function("return [${names.map((name) => `typeof ${name}`).join(",")}].join()")()`;
  const seen = await result(
    `return { a: ${probe}, b: (() => {}).constructor("return typeof process")(), c: String(import.meta.url) }`,
  );
  expect(seen.a).toBe(names.map(() => "undefined").join());
  expect(seen.b).toBe("undefined");
  expect(JSON.stringify(seen)).not.toContain("file:");
});

test.each([
  ["Date.now()", "Date.now is not available"],
  ["new Date()", "The present time is not available"],
  ["Date()", "The present time is not available"],
  ["new (new Date(0).constructor)()", "The present time is not available"],
  ["Math.random()", "Math.random is not available"],
])("%s is refused: a replay must give the same", async (expression, message) => {
  expect(await trouble(`export default () => ({ a: ${expression} })`)).toMatchObject({
    message: expect.stringContaining(message),
    line: 1,
  });
});

test("local time is UTC on every machine", async () => {
  expect(
    await result(`const at = new Date("2024-03-01T08:30"); at.setHours(9);
      return { hour: new Date(0).getHours(), at, text: String(new Date(0)), parts: new Date(2024, 0, 1) }`),
  ).toEqual({
    hour: 0,
    at: "2024-03-01T09:30:00.000Z",
    text: "Thu, 01 Jan 1970 00:00:00 GMT",
    parts: "2024-01-01T00:00:00.000Z",
  });
});

test.each<[string, string, string | RegExp]>([
  ["a loop", "export default () => { for (;;); }", "too long"],
  [
    "a loop that catches",
    "export default () => { for (;;) { try { for (;;); } catch {} finally { for (;;); } } }",
    "too long",
  ],
  ["a loop while it is loaded", "for (;;);", "too long"],
  ["a hostile expression", "export default () => ({ a: /(a+)+$/.test('a'.repeat(40) + 'b') })", "too long"],
  [
    "steps that work on very much",
    "export default () => { const s = 'a'.repeat(3e6); let k = 0; for (;;) k += s.indexOf('b' + k) }",
    "too long",
  ],
  [
    "texts without end",
    "export default () => { const a = []; for (;;) a.push('x'.repeat(1e5) + a.length) }",
    /memory|too long/,
  ],
  [
    "lists without end",
    "export default () => { const a = []; for (;;) a.push(new Array(1000).fill(0)) }",
    /memory|too long/,
  ],
  [
    "buffers without end",
    "export default () => { const a = []; for (;;) a.push(new ArrayBuffer(1e6)) }",
    /memory|too long/,
  ],
  ["deep recursion", "export default function f(d) { return f(d) }", /too deeply|too long/],
  [
    "a deep result",
    "export default () => { let o = {}; for (let i = 0; i < 1e5; i += 1) o = { o }; return o }",
    /too deeply|too long/,
  ],
  ["a getter that loops", "export default () => ({ get a() { for (;;); } })", "too long"],
  ["a proxy that loops", "export default () => new Proxy({}, { ownKeys() { for (;;); } })", "too long"],
  [
    "an error whose message loops",
    "export default () => { throw { get message() { for (;;); } } }",
    "too long",
  ],
  [
    "an error that cannot be read",
    "export default () => { throw { get message() { throw 1; } } }",
    "cannot be read",
  ],
  ["a thrown text", "export default () => { throw 'no' }", "It threw no"],
  ["a huge result", "export default () => ({ a: 'x'.repeat(2e6) })", "1000000 characters"],
  ["an async function", "export default async () => ({})", "async"],
  ["a module", "import fs from 'fs'; export default () => ({})", "could not load module"],
  ["a list", "export default () => [1]", "list"],
  ["nothing", "export default () => {}", "nothing"],
  ["a number", "export default () => 1", "number"],
  ["a map", "export default () => new Map()", "plain object"],
  ["what turns itself into a list", "export default () => ({ toJSON: () => [1] })", "plain object"],
  ["no function", "export default 3", "export a function"],
  ["no default", "export const a = () => ({})", "export a function"],
])("%s fails alone", async (_, source, message) => {
  expect((await trouble(source))?.message).toMatch(message);
});

test("errors say their line, of a function that cannot be read too", async () => {
  expect(await trouble("export default function (d) {\n  return {;\n}")).toMatchObject({ line: 2 });
  expect(await trouble("export default function (d) {\n\n  return d.a.b.c;\n}")).toEqual({
    message: "TypeError: cannot read property 'b' of undefined",
    line: 3,
  });
});

test("a hostile function holds up neither this thread nor others, and memory does not grow", {
  timeout: 30_000,
}, async () => {
  const hostile = sandboxOf(
    "export default () => { const s = 'b'.repeat(3e6); let k = 0; for (;;) k += s.indexOf('a' + k) }",
  );
  let beats = 0;
  const beat = setInterval(() => (beats += 1), 20);
  const stuck = hostile.run([[DOCUMENT, EVENT]]);
  const other = await sandboxOf("export default (d) => ({ other: d.id })").run([[DOCUMENT, EVENT]]);
  expect(other).toEqual([{ document: '{"other":"cus_1"}' }]);
  expect((await stuck)[0]?.error?.message).toContain("too long");
  clearInterval(beat);
  expect(beats).toBeGreaterThan(20);
  const bomb = sandboxOf(
    "export default () => { const a = []; for (;;) a.push('x'.repeat(1e5) + a.length) }",
  );
  await bomb.run([[DOCUMENT, EVENT]]);
  const before = process.memoryUsage.rss();
  for (let index = 0; index < 10; index += 1) await bomb.run([[DOCUMENT, EVENT]]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
  expect(bomb.runNow([DOCUMENT, EVENT]).error?.message).toMatch(/memory|too long/);
});

test("a synchronous call ends by itself, and the next one works", { timeout: 20_000 }, () => {
  const stuck =
    "export default (d) => { if (d.ok) return d; const s = 'b'.repeat(3e6); for (let k = 0; ; ) k += s.indexOf('a' + k) }";
  const started = performance.now();
  expect(sandboxOf(stuck).runNow([DOCUMENT, EVENT]).error?.message).toContain("too long");
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(sandboxOf(stuck).runNow(['{"ok":true}', EVENT])).toEqual({ document: '{"ok":true}' });
});
