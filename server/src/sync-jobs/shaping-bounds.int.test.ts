import type { TriedTransform } from "@sluice/shared/transforms";
import { afterAll, expect, inject, test } from "vitest";
import { eventRepo, eventRows } from "../events/index.ts";
import { tiesOf } from "./index.ts";
import { shapingBench } from "./shaping-testing.ts";

// What a tenant cannot take from the others with filters and functions: time and memory.
const bench = await shapingBench(inject("mongoUri"), "bounds_test");
const { app, newJob, route, event, receive, work, documents } = bench;
afterAll(bench.close);

test("a filter that is too much work on an event lets it in with a note, on trial too", async () => {
  const hostile = {
    path: "$.payload.data.object.list[*]",
    operator: "regex_match",
    value: "([a-z]{0,40}){7}[A-Z]$",
  };
  const filter = { any: Array.from({ length: 3 }, () => hostile) };
  const job = await newJob({ filter });
  const list = Array.from({ length: 90 }, () => "a".repeat(10_000));
  const received = await receive(job, event("cus_large", 0, { list }));
  expect(received.status).toBe("received");
  const note = expect.stringContaining("let it in undecided: $.payload.data.object.list[*] regex match");
  const row = await eventRows(app.services.ctx.db).findOne({ _id: received.id });
  expect(row).toMatchObject({
    status: "pending",
    log: [{ action: "filter", success: false, message: note }],
  });
  const small = await receive(job, event("cus_small", 0, { list: ["a"] }));
  expect(small.status).toBe("filtered");
  const tried = await app.api("POST", `${route(job)}/transform/try`, { filter });
  expect((tried.body as TriedTransform).events).toMatchObject([
    { outcome: "left_out" },
    { outcome: "stored", reason: note, conditions: Array.from({ length: 3 }, () => ({ holds: null })) },
  ]);
  const [worked] = await work(job, received.id);
  expect(worked).toMatchObject({ status: "processed", log: [{ message: note }, {}] });
});

const CROWD = 40;
const number = (n: number) => String(n).padStart(2, "0");
const crowd = Array.from({ length: CROWD }, (_, n) => ({
  ...event("cus_crowd", 0, { n }),
  id: `evt_crowd_${number(n)}`,
}));
const upwards = [...crowd.keys()];
/** Every seventh, around and around. */
const mixed = upwards.map((n) => (n * 7) % CROWD);

test.each([
  ["at once", [upwards], CROWD],
  ["at once, the other way round", [upwards.toReversed()], CROWD],
  ["one after the other", [mixed], 1],
  ["the greatest first, before it is a crowd", [[38, 39, 0, 1], upwards.slice(2, 38)], 5],
  ["the greatest last", [upwards.slice(0, 30), upwards.slice(30)], 7],
])("a crowd of one second that comes %s ends as the greatest id that is kept", async (_, portions, batch) => {
  // It leaves out the very greatest.
  const javascript = "export default (d) => (d.n === 39 ? null : { ...d, shaped: true })";
  const job = await newJob({ transform: { javascript } });
  for (const portion of portions) {
    const ids: string[] = [];
    for (const n of portion) ids.push((await receive(job, crowd[n] as object)).id);
    for (let from = 0; from < ids.length; from += batch) await work(job, ...ids.slice(from, from + batch));
  }
  expect(await documents(job)).toMatchObject([
    {
      n: 38,
      shaped: true,
      _sync_metadata: { ambiguous: true, version: expect.stringMatching(/zzevt_crowd_38\.001$/) },
    },
  ]);
  const rows = await eventRows(app.services.ctx.db).find({ jobId: job.id }).toArray();
  expect(rows.filter(({ status }) => status === "processed")).toHaveLength(CROWD - 1);
});

test("of a crowd no more is read than may be, by number and by bytes; two of the greatest size are none", async () => {
  const job = await newJob({});
  const look = tiesOf(eventRepo(app.services.ctx.db), job.id);
  const keyOf = async (id: string) => {
    const { tieKey } = (await eventRows(app.services.ctx.db).findOne({ _id: id })) ?? {};
    return tieKey as string;
  };
  let key = "";
  for (const one of crowd) key = await keyOf((await receive(job, one)).id);
  const found = await look([key]);
  expect(found.map(({ eventId }) => eventId)).toEqual(
    upwards
      .toReversed()
      .slice(0, 32)
      .map((n) => `evt_crowd_${number(n)}`),
  );
  expect(found.every(({ crowdOf }) => crowdOf === key)).toBe(true);

  const large = (n: number) => ({
    ...event("cus_large", 0, { text: "x".repeat(1_000_000) }),
    id: `evt_large_${n}`,
  });
  for (const n of [1, 2]) key = await keyOf((await receive(job, large(n))).id);
  expect(await look([key])).toHaveLength(2);
  expect((await look([key])).some(({ crowdOf }) => crowdOf)).toBe(false);
  await receive(job, large(3));
  expect(await look([key])).toMatchObject([
    { eventId: "evt_large_3", crowdOf: key },
    { eventId: "evt_large_2", crowdOf: key },
  ]);
});
