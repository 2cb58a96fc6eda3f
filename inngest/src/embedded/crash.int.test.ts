import { randomBytes } from "node:crypto";
import { expect, inject, onTestFinished, test, vi } from "vitest";
import { door, startRegisteredApp, until } from "./test-app.ts";
import { addressOf, listRuns, openDatabase } from "./test-engine.ts";
import { spawnEngine } from "./test-process.ts";

// Each test starts processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** An engine process on a database of its own, and how to start it again on the same port. */
async function startProcess() {
  const uri = new URL(inject("mongoUri"));
  uri.pathname = `engine_crash_${randomBytes(6).toString("hex")}`;
  onTestFinished(async () => {
    const { db, close } = await openDatabase(uri.href);
    await db.client.db(uri.pathname.slice(1)).dropDatabase();
    await close();
  });
  const engine = await spawnEngine(uri.href);
  return { engine, again: () => spawnEngine(uri.href, engine.port) };
}

test("a sleeping run goes on after the engine was killed", async () => {
  const { engine, again } = await startProcess();
  const ran: string[] = [];
  const app = await startRegisteredApp(addressOf(engine.url), (client, event) => [
    client.createFunction({ id: "sleeps", triggers: [{ event: event("go") }] }, async ({ step }) => {
      await step.run("before", () => void ran.push("before"));
      await step.sleep("nap", "1s");
      await step.run("after", () => void ran.push("after"));
    }),
  ]);
  await app.send("go");
  await until(async () => expect((await listRuns(engine.url))[0]?.waitingFor[0]?.kind).toBe("sleep"));
  await engine.kill();
  await again();
  await until(() => expect(ran).toEqual(["before", "after"]));
});

test("queued runs and the step in flight go on after the engine was killed, memoized steps do not run again", async () => {
  const { engine, again } = await startProcess();
  const ran: string[] = [];
  const hold = door();
  const app = await startRegisteredApp(addressOf(engine.url), (client, event) => [
    client.createFunction(
      { id: "queued", concurrency: { limit: 1, key: "event.data.lane" }, triggers: [{ event: event("go") }] },
      async ({ event: { data }, step, attempt }) => {
        await step.run("memoized", () => void ran.push(`memoized ${data.n}`));
        await step.run("held", async () => {
          ran.push(`held ${data.n} ${attempt}`);
          await hold.opened;
        });
      },
    ),
  ]);
  await app.send("go", { lane: "a", n: 1 });
  await until(() => expect(ran).toEqual(["memoized 1", "held 1 0"]));
  await app.send("go", { lane: "a", n: 2 });
  await app.send("go", { lane: "a", n: 3 });
  await engine.kill();
  const { url } = await again();
  await until(() => expect(ran).toEqual(["memoized 1", "held 1 0", "held 1 0"]));
  hold.open();
  await until(async () => expect((await listRuns(url, "status=completed")).length).toBe(3));
  expect(ran.slice(3)).toEqual(["memoized 2", "held 2 0", "memoized 3", "held 3 0"]);
});

test("SIGTERM lets the step in flight finish and keeps its result", async () => {
  const { engine, again } = await startProcess();
  const ran: string[] = [];
  const hold = door();
  const app = await startRegisteredApp(addressOf(engine.url), (client, event) => [
    client.createFunction({ id: "drains", triggers: [{ event: event("go") }] }, async ({ step }) => {
      await step.run("held", async () => {
        ran.push("held");
        await hold.opened;
      });
      await step.run("next", () => void ran.push("next"));
    }),
  ]);
  await app.send("go");
  await until(() => expect(ran).toEqual(["held"]));
  engine.terminate();
  hold.open();
  expect(await engine.gone).toEqual([0, null]);
  await again();
  await until(() => expect(ran).toEqual(["held", "next"]));
});

test("the engine ends with its supervisor", async () => {
  const { engine } = await startProcess();
  engine.closeInput();
  expect(await engine.gone).toEqual([0, null]);
});
