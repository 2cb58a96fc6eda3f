import { describe, expect, test } from "vitest";
import { documentOf, jobRoute, settled } from "./support/events.ts";
import { stackOfFile } from "./support/stack-of-file.ts";
import { stripeApi } from "./support/stripe-api.ts";
import { send } from "./support/stripe-sender.ts";

const provider = await stripeApi();
const stack = await stackOfFile({ env: { SLUICE_STRIPE_API: provider.url } });
const KEY = "rk_test_thin";
const PATH = "/v2/core/accounts/acct_9";

const thin = (id: string, millisecond: number, over: object = {}) => ({
  id,
  object: "v2.core.event",
  type: "v2.core.account.updated",
  livemode: false,
  created: `2026-05-01T10:00:04.${millisecond}Z`,
  context: "acct_1",
  related_object: { id: "acct_9", type: "v2.core.account", url: PATH },
  ...over,
});
const account = (name: string) => ({ id: "acct_9", object: "v2.core.account", display_name: name });
const idOf = (answer: { status: number; body: unknown }) => {
  expect(answer.status).toBe(202);
  return (answer.body as { id: string }).id;
};

describe("a thin event", () => {
  test("is ignored with what to do while the job has no key, and fetched once it has one", async () => {
    const job = await stack.createJob();
    const id = idOf(await send(job, thin("evt_test_1", 100)));
    expect(await settled(stack, id)).toMatchObject({
      outcome: "ignored",
      reason: expect.stringMatching(/store an API key of Stripe in the job/),
    });
    expect(provider.asked).toEqual([]);

    provider.objects.set(PATH, account("Okafor"));
    expect((await stack.api("PATCH", jobRoute(job), { source: { apiKey: KEY } })).status).toBe(200);
    // A worker may go on for a moment with the settings it read.
    await stack.until("a replay is written", 10_000, async () => {
      const { body } = await stack.api("POST", `/api/v1/events/${id}/replay`, {});
      return (await settled(stack, (body as { id: string }).id)).outcome === "applied";
    });
    expect(provider.asked).toMatchObject([{ path: PATH, key: KEY, context: "acct_1" }]);
    expect(await documentOf(stack, job, "v2_core_accounts", "acct_9")).toMatchObject({
      display_name: "Okafor",
      _sync_metadata: { source: "stripe", account: "acct_1", livemode: false, via: "replay" },
    });
  });

  test("of several the last leaves the state that the object has, and a deleted one stays deleted", async () => {
    const job = await stack.createJob({ source: { apiKey: KEY } });
    const write = async (event: object) => settled(stack, idOf(await send(job, event)));
    provider.objects.set(PATH, account("of the second"));
    expect(await write(thin("evt_test_b", 200))).toMatchObject({ outcome: "applied" });
    expect(await write(thin("evt_test_a", 100))).toMatchObject({ outcome: "superseded" });
    provider.objects.set(PATH, account("of the third"));
    expect(await write(thin("evt_test_c", 300))).toMatchObject({ outcome: "applied" });
    const kept = () => documentOf(stack, job, "v2_core_accounts", "acct_9");
    expect(await kept()).toMatchObject({ display_name: "of the third" });
    await write(thin("evt_test_e", 500, { type: "v2.core.account.deleted" }));
    expect(await write(thin("evt_test_d", 400))).toMatchObject({ outcome: "superseded" });
    expect(await kept()).toBeNull();
  });

  test("is tried again where Stripe has trouble, and fails at once where the key is refused", async () => {
    const job = await stack.createJob({ source: { apiKey: KEY } });
    provider.objects.set(PATH, account("after all"));
    provider.failures.set(PATH, [500, 429]);
    const id = idOf(await send(job, thin("evt_test_r", 100)));
    expect(await settled(stack, id)).toMatchObject({ outcome: "applied", attempts: 3 });

    provider.failures.set(PATH, [401]);
    const refused = idOf(await send(job, thin("evt_test_k", 200)));
    expect(await settled(stack, refused)).toMatchObject({
      status: "failed",
      error: { code: "provider_credentials" },
    });
  });

  test("many at once are fetched by and by, and none is lost", async () => {
    const job = await stack.createJob({ source: { apiKey: KEY } });
    const ids = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const url = `/v2/core/accounts/acct_many_${index}`;
        provider.objects.set(url, { id: `acct_many_${index}`, object: "v2.core.account" });
        const related_object = { id: `acct_many_${index}`, type: "v2.core.account", url };
        return idOf(await send(job, thin(`evt_test_m${index}`, 100, { related_object })));
      }),
    );
    for (const id of ids) expect(await settled(stack, id)).toMatchObject({ outcome: "applied", attempts: 1 });
    expect(await stack.destination(job.database).collection("v2_core_accounts").countDocuments()).toBe(60);
  });
});
