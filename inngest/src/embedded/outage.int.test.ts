import { rmSync } from "node:fs";
import { startMongo } from "@sluice/server/testing";
import { expect, onTestFinished, test } from "vitest";
import { startEmbeddedEngine } from "./engine.ts";
import { door, startRegisteredApp, until } from "./test-app.ts";
import { addressOf, EVENT_KEY, listRuns, openDatabase, testOptions } from "./test-engine.ts";

async function startEngine(uri?: string) {
  const warnings: string[] = [];
  const { db, drop, close } = await openDatabase(uri);
  const log = (_level: string, message: string) => void warnings.push(message);
  const engine = await startEmbeddedEngine({ ...testOptions(db), log });
  onTestFinished(async () => {
    await engine.close(1_000);
    await (uri ? close() : drop());
  });
  return { url: engine.url, warnings };
}

test("while the database is away nothing is accepted and nothing is lost", async () => {
  const first = await startMongo();
  onTestFinished(() => rmSync(first.dir, { recursive: true, force: true }));
  const { url } = await startEngine(first.uri);
  const ran: string[] = [];
  const hold = door();
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction(
      { id: "survives", triggers: [{ event: event("go") }] },
      async ({ event: { data }, step }) => {
        await step.run("held", async () => {
          ran.push(`held ${data.n}`);
          if (data.n === 1) await hold.opened;
        });
        await step.run("next", () => void ran.push(`next ${data.n}`));
      },
    ),
  ]);
  await app.send("go", { n: 1 });
  await until(() => expect(ran).toEqual(["held 1"]));
  await first.kill();
  hold.open();
  const body = JSON.stringify([{ name: `${app.id}/go`, data: { n: 2 }, id: "second" }]);
  const post = () => fetch(`${url}/e/${EVENT_KEY}`, { method: "POST", body });
  const refused = await post();
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  expect((await fetch(`${url}/health`)).status).toBe(200);

  const second = await startMongo({ dir: first.dir, port: first.port });
  onTestFinished(() => second.stop());
  await until(() => expect(ran).toEqual(["held 1", "next 1"]));
  await until(async () => expect((await post()).status).toBe(200));
  await until(() => expect(ran).toEqual(["held 1", "next 1", "held 2", "next 2"]));
});

test("an app that is away for a while costs its runs neither attempts nor their order", async () => {
  const { url, warnings } = await startEngine();
  const ran: string[] = [];
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction(
      { id: "waits", retries: 0, concurrency: 1, triggers: [{ event: event("go") }] },
      async ({ event: { data }, step, attempt }) => {
        await step.run("work", async () => {
          ran.push(`${data.n} attempt ${attempt}`);
          if (ran.length === 1) await new Promise(() => {});
        });
      },
    ),
  ]);
  await app.send("go", { n: 1 });
  await until(() => expect(ran).toEqual(["1 attempt 0"]));
  await app.send("go", { n: 2 });
  await app.send("go", { n: 3 });
  await app.stop();
  await until(() => expect(warnings).toContain("The app cannot be reached; its runs wait"));
  await app.start();
  await app.register();
  await until(() => expect(ran).toEqual(["1 attempt 0", "1 attempt 0", "2 attempt 0", "3 attempt 0"]));
});

test("an app that never answers a call fails the run in the end", async () => {
  const { url } = await startEngine();
  let calls = 0;
  const app = await startRegisteredApp(addressOf(url), (client, event) => [
    client.createFunction(
      { id: "crashes", retries: 0, triggers: [{ event: event("go") }] },
      async ({ step }) => {
        await step.run("crash", async () => {
          calls += 1;
          await app.stop();
          await app.start();
          await app.register();
        });
      },
    ),
  ]);
  await app.send("go");
  await until(async () =>
    expect((await listRuns(url, "status=failed"))[0]?.error?.name).toBe("AppConnectionLost"),
  );
  expect(calls).toBe(10);
});
