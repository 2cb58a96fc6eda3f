import { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startMongo } from "../../server/src/testing/index.ts";
import { laneOf } from "../support/events.ts";
import { historyOf } from "../support/history.ts";
import { deliverAll, startLoad } from "../support/load.ts";
import { expectOracle, rowsOf } from "../support/oracle.ts";
import { type Stack, startStack } from "../support/stack.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { RETURN_MS } from "./limits.ts";

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { SLUICE_ALLOW_PRIVATE: "1" } });
});
afterAll(() => stack?.stop());

test("while the engine is away webhooks are acknowledged; the work is done soon after its return", async () => {
  const jobs = await Promise.all([stack.createJob(), stack.createJob()]);
  const [first, second] = jobs as [(typeof jobs)[0], (typeof jobs)[0]];
  // One lane is busy when the engine stops, the other gets its first event during the outage.
  const load = startLoad(first, { seed: 21, perSecond: 80 });
  await load.more(50);
  stack.suspend("engine");
  onTestFinished(() => stack.resume("engine"));
  const meanwhile = await deliverAll(second, historyOf(22, 30, 100));
  await load.more(150);
  const report = await load.finish();
  const signals = new Set<number>();
  await stack.until("the waiting lane was signalled six times in vain", 60_000, async () => {
    return signals.add((await laneOf(stack, second))?.at.getTime() ?? 0).size >= 6;
  });
  const rows = await rowsOf(stack, second);
  expect(rows.filter((row) => row.status !== "pending")).toEqual([]);

  stack.resume("engine");
  const returnedAt = Date.now();
  await expectOracle(stack, first, report, RETURN_MS);
  await expectOracle(stack, second, meanwhile, RETURN_MS);
  expect(Date.now() - returnedAt).toBeLessThan(RETURN_MS);
});

test("a destination that refuses and then swallows connections fails no event and holds up no other job", async () => {
  const elsewhere = await startMongo();
  onTestFinished(elsewhere.stop);
  const proxy = await startTcpProxy(elsewhere.port);
  onTestFinished(() => proxy.close());
  const away = await stack.createJob({
    destination: { uri: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` },
  });
  const other = await stack.createJob();
  const awayLoad = startLoad(away, { seed: 23, perSecond: 40 });
  const otherLoad = startLoad(other, { seed: 24, perSecond: 40 });
  await Promise.all([awayLoad.more(50), otherLoad.more(50)]);
  const attempts = async () =>
    (await stack.call(SyncJob, "GET", `/api/workspaces/default/sync-jobs/${away.id}`)).blocked?.attempts ?? 0;

  await proxy.set("refuse");
  await stack.until("six tries of the lane were refused", 60_000, async () => (await attempts()) >= 6);
  await proxy.set("blackhole");
  await stack.until("four more were swallowed", 60_000, async () => (await attempts()) >= 10);
  await Promise.all([awayLoad.more(20), otherLoad.more(20)]);
  await expectOracle(stack, other, await otherLoad.finish(), RETURN_MS);
  const rows = await rowsOf(stack, away);
  expect(rows.filter((row) => row.status === "failed" || row.attempts > 1)).toEqual([]);
  const report = await awayLoad.finish();

  await proxy.set("pass");
  const returnedAt = Date.now();
  await expectOracle(stack, away, report, RETURN_MS, elsewhere.uri);
  expect(Date.now() - returnedAt).toBeLessThan(RETURN_MS);
  expect(await attempts()).toBe(0);
});
