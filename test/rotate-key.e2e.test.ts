import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db, Document } from "mongodb";
import { expect, onTestFinished, test } from "vitest";
import { parseKeys } from "../server/src/platform/keyring.ts";
import { createSecrets, keyIdOf } from "../server/src/platform/secrets.ts";
import { temporaryFolder } from "./support/data-folder.ts";
import { customer, stripeEvent, sync } from "./support/events.ts";
import { runScript } from "./support/script.ts";
import { startStack } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";
import { until } from "./support/until.ts";

const DONE_MS = 60_000;
const MANY = 2_000;

const keysIn = (dataDir: string, file = "encryption.key") =>
  parseKeys(readFileSync(path.join(dataDir, file), "utf8")) ?? [];

/** How many secrets of jobs each key has sealed. */
async function sealedBy(ledger: Db): Promise<Record<string, number>> {
  const count: Record<string, number> = {};
  for await (const job of ledger.collection("sync_jobs").find().project({ secrets: 1 }))
    for (const { sealed } of job.secrets as Array<{ sealed: string }>)
      count[keyIdOf(sealed) as string] = (count[keyIdOf(sealed) as string] ?? 0) + 1;
  return count;
}

test("keys are rotated while jobs are made and webhooks come, and the rotation is killed in the middle", async () => {
  const dataDir = temporaryFolder();
  const stack = await startStack({ dataDir });
  onTestFinished(stack.stop);
  const env = { SLUICE_DATA_DIR: dataDir, SLUICE_TIME_SCALE: "0.1" };
  const first = await stack.createJob();
  const [old] = keysIn(dataDir);
  const secrets = createSecrets(() => [old!]);
  const jobs = stack.ledger().collection<Document & { _id: string }>("sync_jobs");
  const like = await jobs.findOne({ _id: first.id });
  await jobs.insertMany(
    Array.from({ length: MANY }, (_, index) => ({
      ...like,
      _id: `job_${String(index).padStart(26, "0")}`,
      workspaceId: "ws_0000000000",
      secrets: [{ ...like?.secrets[0], sealed: secrets.seal(`whsec_${index}`) }],
    })),
  );

  const made = [first];
  let rotating = true;
  const making = (async () => {
    for (; rotating; await sleep(200)) made.push(await stack.createJob());
  })();
  const killed = runScript("rotate-key", env);
  await until(
    "a part is sealed again",
    DONE_MS,
    async () => {
      const { [old!.id]: left = 0, ...others } = await sealedBy(stack.ledger());
      return Object.values(others).some((count) => count > 100) && left > 100;
    },
    killed.output,
  );
  killed.kill();
  await killed.ended;
  const [fresh, previous] = keysIn(dataDir);
  expect(previous?.id).toBe(old?.id);
  const between = await sealedBy(stack.ledger());
  expect(between[old!.id]).toBeGreaterThan(0);
  expect(between[fresh!.id]).toBeGreaterThan(100);
  for (const job of made) await acknowledged(job, stripeEvent("customer.created", customer()));

  const again = await runScript("rotate-key", env).ended;
  rotating = false;
  await making;
  expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/Going on.*Done\./s) });
  expect(keysIn(dataDir).map(({ id }) => id)).toEqual([fresh?.id]);
  expect(keysIn(dataDir, "encryption.key.retired").map(({ id }) => id)).toEqual([old?.id]);
  expect(await sealedBy(stack.ledger())).toEqual({ [fresh!.id]: MANY + made.length });

  await Promise.all([stack.kill("server"), stack.kill("worker")]);
  await stack.waitReady();
  for (const job of made.slice(-3))
    expect(await sync(stack, job, stripeEvent("customer.created", customer()))).toMatchObject({
      outcome: "applied",
    });
});

test("keys are rotated while nothing runs", async () => {
  const dataDir = temporaryFolder();
  const before = await startStack({ dataDir });
  const job = await before.createJob();
  await before.stop();
  const [old] = keysIn(dataDir);
  const given = "ab".repeat(32);
  const { code, output } = await runScript("rotate-key", {
    SLUICE_DATA_DIR: dataDir,
    SLUICE_NEW_ENCRYPTION_KEY: given,
  }).ended;
  expect([code, output]).toEqual([0, expect.stringMatching(/Sealed again so far: 1\n.*Done/s)]);
  expect(output).not.toContain(given);
  const [fresh, ...others] = keysIn(dataDir);
  expect([fresh?.bytes.toString("hex"), others]).toEqual([given, []]);
  expect(fresh?.id).not.toBe(old?.id);
  const after = await startStack({ dataDir });
  onTestFinished(after.stop);
  const here = { ...job, url: `${after.url}${new URL(job.url).pathname}` };
  await acknowledged(here, stripeEvent("customer.created", customer()));
});

test("keys of the environment: one is explained, two are worked on, a stranger is not let in", async () => {
  const dataDir = temporaryFolder();
  const [a, b] = ["aa".repeat(32), "bb".repeat(32)];
  const stack = await startStack({ dataDir, env: { SLUICE_ENCRYPTION_KEY: `a:${a}` } });
  await stack.createJob();
  const uri = stack.mongoUri();
  const env = { MONGODB_URI: uri, SLUICE_DATA_DIR: temporaryFolder(), SLUICE_TIME_SCALE: "0.1" };
  const rotate = (keys: string) => runScript("rotate-key", { ...env, SLUICE_ENCRYPTION_KEY: keys });
  const explained = await rotate(`a:${a}`).ended;
  expect([explained.code, explained.output]).toEqual([1, expect.stringContaining("on every machine")]);
  expect(explained.output).not.toContain(a);

  const waiting = rotate(`b:${b},a:${a}`);
  await until("it waits for the processes that seal with the old key", DONE_MS, () =>
    /Waiting for .*server-[0-9a-f]{8} on /.test(waiting.output()),
  );
  expect(await sealedBy(stack.ledger())).toEqual({ a: 1 });
  waiting.kill();
  await waiting.ended;
  await stack.stop();

  const ready = await startStack({ dataDir, env: { SLUICE_ENCRYPTION_KEY: `b:${b},a:${a}` } });
  const done = await runScript("rotate-key", {
    ...env,
    MONGODB_URI: ready.mongoUri(),
    SLUICE_ENCRYPTION_KEY: `b:${b},a:${a}`,
  }).ended;
  expect([done.code, done.output]).toEqual([0, expect.stringContaining("to the first key alone (b)")]);
  expect(await sealedBy(ready.ledger())).toEqual({ b: 1 });
  await ready.stop();
  await expect(startStack({ dataDir, env: { SLUICE_ENCRYPTION_KEY: `a:${a}` } })).rejects.toThrow(
    "sealed with key b, which SLUICE_ENCRYPTION_KEY does not hold",
  );
});
