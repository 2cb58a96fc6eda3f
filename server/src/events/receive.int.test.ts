import { gzipSync } from "node:zlib";
import type { EventDetail } from "@sluice/shared/events";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { startTestApp, type TestApp } from "../testing/index.ts";
import { customerEvent, pathOf, SECRET, sender, signed } from "./receive-testing.ts";
import { eventRows } from "./repo.ts";

let app: TestApp;
const { createJob, post } = sender(() => app);

beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"));
});
afterAll(() => app.close());

const code = (answer: { body: { error?: { code: string } } }) => answer.body.error?.code;

describe("an accepted webhook", () => {
  test("is stored byte for byte before it is acknowledged, with credentials redacted", async () => {
    const job = await createJob();
    const raw = `${JSON.stringify(customerEvent(), null, 3)}  `;
    const answer = await post(job, raw, { authorization: "Bearer not-for-the-ledger", "x-source": "here" });
    expect(answer).toMatchObject({ status: 202, body: { status: "received" } });
    const row = await eventRows(app.services.ctx.db).findOne({ _id: answer.body.id });
    expect(Buffer.from(row!.body!.buffer).toString()).toBe(raw);
    expect(row).toMatchObject({ status: "pending", lane: `sync:${job.id}`, attempts: 0, livemode: true });
    expect(row!.headers).toMatchObject({ authorization: "[redacted]", "x-source": "here" });
    const detail: EventDetail = (await app.api("GET", `/api/v1/events/${answer.body.id}`)).body;
    expect(detail.body).toBe(raw);
    expect(detail.request.headers).toMatchObject({
      authorization: "[redacted]",
      "stripe-signature": expect.stringMatching(/^t=\d+,v1=[\da-f]{8}…$/),
    });
  });

  test("delivered 200 times at once is one row; every copy is answered with the first one's id", async () => {
    const job = await createJob();
    const raw = JSON.stringify(customerEvent());
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(job, raw)));
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(1);
    expect(
      answers.filter((answer) => answer.status === 200 && answer.body.status === "duplicate"),
    ).toHaveLength(199);
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await eventRows(app.services.ctx.db).countDocuments({ jobId: job.id })).toBe(1);
    await expect
      .poll(async () => (await eventRows(app.services.ctx.db).findOne({ jobId: job.id }))?.duplicates)
      .toBe(199);
  });

  test("repeated with other content is noticed, and changes nothing", async () => {
    const job = await createJob();
    const event = customerEvent();
    const first = await post(job, JSON.stringify(event));
    const second = await post(
      job,
      JSON.stringify({ ...event, data: { object: { ...event.data.object, name: "other" } } }),
    );
    expect(second).toMatchObject({ status: 200, body: { id: first.body.id, status: "duplicate" } });
    await expect
      .poll(async () => eventRows(app.services.ctx.db).findOne({ _id: first.body.id }))
      .toMatchObject({ conflicting: true, duplicates: 1, status: "pending" });
  });

  test("of a failed event requeues it, once", async () => {
    const job = await createJob();
    const raw = JSON.stringify(customerEvent());
    const { id } = (await post(job, raw)).body;
    const rows = eventRows(app.services.ctx.db);
    const fail = () =>
      rows.updateOne(
        { _id: id },
        { $set: { status: "failed", attempts: 8, error: { code: "x", message: "y" } } },
      );
    await fail();
    await post(job, raw);
    await expect
      .poll(async () => rows.findOne({ _id: id }))
      .toMatchObject({ status: "pending", attempts: 0 });
    await fail();
    await post(job, raw);
    await expect.poll(async () => (await rows.findOne({ _id: id }))?.duplicates).toBe(2);
    expect((await rows.findOne({ _id: id }))?.status).toBe("failed");
  });

  test("of a type the job does not want is kept as filtered, with the reason", async () => {
    const job = await createJob({ events: ["invoice.*"] });
    const answer = await post(job, JSON.stringify(customerEvent()));
    expect(answer).toMatchObject({ status: 202, body: { status: "filtered" } });
    expect(await eventRows(app.services.ctx.db).findOne({ _id: answer.body.id })).toMatchObject({
      status: "filtered",
      reason: expect.stringContaining("customer.created"),
    });
  });

  test("of an unknown type is stored", async () => {
    const job = await createJob();
    const answer = await post(
      job,
      JSON.stringify(
        customerEvent({ type: "starship.launched", data: { object: { id: "ship_1", object: "starship" } } }),
      ),
    );
    expect(answer.status).toBe(202);
  });

  test("signals its lane once while nobody is at it", async () => {
    const job = await createJob();
    for (let index = 0; index < 5; index += 1) await post(job, JSON.stringify(customerEvent()));
    const signals = () => app.sent.filter((event) => event.data.lane === `sync:${job.id}`);
    await expect.poll(() => signals().length).toBe(1);
  });
});

describe("signatures", () => {
  test("both sides of the tolerance, several v1 and two secrets of a rotation", async () => {
    const job = await createJob();
    const now = Math.floor(Date.now() / 1000);
    const send = (header: (payload: string) => string) => {
      const payload = JSON.stringify(customerEvent());
      return post(job, payload, { "stripe-signature": header(payload) });
    };
    expect((await send((payload) => signed(payload, SECRET, now - 290))).status).toBe(202);
    expect((await send((payload) => signed(payload, SECRET, now + 290))).status).toBe(202);
    expect((await send((payload) => signed(payload, SECRET, now - 320))).status).toBe(401);
    expect((await send((payload) => signed(payload, SECRET, now + 320))).status).toBe(401);
    expect(
      (
        await send(
          (payload) => `${signed(payload, "whsec_other", now)},${signed(payload, SECRET, now).split(",")[1]}`,
        )
      ).status,
    ).toBe(202);
    const path = `/api/workspaces/default/sync-jobs/${job.id}/webhook/secret`;
    expect((await app.api("POST", path, { secret: "whsec_the_new_one" })).status).toBe(200);
    expect((await send((payload) => signed(payload))).status).toBe(202);
    expect((await send((payload) => signed(payload, "whsec_the_new_one"))).status).toBe(202);
    await app.api("POST", path, { secret: "whsec_a_third_one", overlapHours: 0 });
    expect((await send((payload) => signed(payload))).status).toBe(401);
    expect((await send((payload) => signed(payload, "whsec_the_new_one"))).status).toBe(401);
    expect((await send((payload) => signed(payload, "whsec_a_third_one"))).status).toBe(202);
  });

  test("a secret pasted on another server is found before a 401", async () => {
    const job = await createJob();
    await post(job, JSON.stringify(customerEvent()));
    const jobs = app.services.ctx.db.collection<{ _id: string; secrets: unknown[] }>("sync_jobs");
    const sealed = app.services.ctx.secrets.seal("whsec_from_elsewhere");
    await jobs.updateOne(
      { _id: job.id },
      { $set: { secrets: [{ sealed, masked: "", createdAt: new Date() }] } },
    );
    const payload = JSON.stringify(customerEvent());
    expect(
      (await post(job, payload, { "stripe-signature": signed(payload, "whsec_from_elsewhere") })).status,
    ).toBe(202);
  });

  test("without a secret the URL says so and asks to come back", async () => {
    const job = await createJob({ secret: undefined });
    const answer = await post(job, JSON.stringify(customerEvent()));
    expect([answer.status, code(answer), answer.headers.get("retry-after")]).toEqual([
      503,
      "secret_missing",
      "60",
    ]);
  });
});

describe("a bad request gets the right answer", () => {
  test.each<
    [
      string,
      (job: SyncJob) => Promise<{ status: number; body: { error?: { code: string } } }>,
      number,
      string,
    ]
  >([
    ["not JSON", (job) => post(job, "{"), 400, "payload_invalid"],
    ["no event", (job) => post(job, "[]"), 400, "payload_invalid"],
    ["empty", (job) => post(job, ""), 401, "signature_invalid"],
    [
      "nested 101 deep",
      (job) => post(job, `${'{"a":'.repeat(101)}1${"}".repeat(101)}`),
      400,
      "payload_invalid",
    ],
    ["over 1 MB", (job) => post(job, `"${"x".repeat(1024 * 1024)}"`), 413, "payload_too_large"],
    [
      "compressed",
      (job) => post(job, gzipSync("{}"), { "content-encoding": "gzip" }),
      415,
      "encoding_unsupported",
    ],
    [
      "wrongly signed",
      (job) => post(job, "{}", { "stripe-signature": signed("{}", "whsec_wrong") }),
      401,
      "signature_invalid",
    ],
    ["unsigned", (job) => post(job, "{}", { "stripe-signature": "" }), 401, "signature_invalid"],
  ])("%s", async (_name, send, status, expected) => {
    const answer = await send(await createJob());
    expect([answer.status, code(answer)]).toEqual([status, expected]);
  });

  test("disabled, unknown, and another method", async () => {
    const disabled = await createJob({}, { enabled: false });
    expect(code(await post(disabled, "{}"))).toBe("endpoint_disabled");
    expect(code(await post({ ...disabled, id: "job_00000000000000000000000000" }, "{}"))).toBe(
      "endpoint_unknown",
    );
    const answer = await fetch(app.url + pathOf(await createJob()));
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("failures from one address are limited; valid signatures never are", async () => {
    const job = await createJob();
    const bad = await Promise.all(
      Array.from({ length: 60 }, () => post(job, "{}", { "stripe-signature": "t=1,v1=00" })),
    );
    expect(bad.some((answer) => answer.status === 429 && answer.headers.get("retry-after") !== null)).toBe(
      true,
    );
    expect(bad.every((answer) => answer.status === 401 || answer.status === 429)).toBe(true);
    expect((await post(job, JSON.stringify(customerEvent()))).status).toBe(202);
  });
});
