import { expect, inject, onTestFinished, test } from "vitest";
import { bulkNext } from "../../server/src/bulk/index.ts";
import { eventSource } from "../../server/src/sync-jobs/index.ts";
import type { Fields } from "../property/provider.ts";
import { type Stand, stand } from "./stand.ts";

const ROUNDS = 6;

/** Repeats all that the ledger has of a job. */
async function replayed({ app }: Stand, jobId: string): Promise<void> {
  const { ctx } = app.services;
  const { body } = await app.api("POST", "/api/v1/events/replay", { filter: { jobId } });
  const deps = { ...app.services, ...eventSource(ctx) };
  while (await bulkNext(ctx, deps, (body as { id: string }).id));
}

/** What differs from Stripe's state, but for what says of itself that its order could not be told. */
async function differences(here: Stand): Promise<{ wrong: string[]; ambiguous: number; objects: number }> {
  const found = { wrong: [] as string[], ambiguous: 0, objects: 0 };
  const documents = await here.documents();
  for (const [collection, objects] of here.stripe.state()) {
    const stored = documents.get(collection) ?? new Map<string, Fields>();
    for (const id of new Set([...objects.keys(), ...stored.keys()])) {
      found.objects += 1;
      if (JSON.stringify(sorted(objects.get(id))) === JSON.stringify(sorted(stored.get(id)))) continue;
      const { _sync_metadata: metadata } = (await here.metadata(collection, id)) ?? {};
      if (metadata?.ambiguous) found.ambiguous += 1;
      else found.wrong.push(`${collection} ${id}`);
    }
  }
  return found;
}

const sorted = (value: unknown): unknown =>
  typeof value !== "object" || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [name, sorted(one)]),
      );

test.each([1, 2, 3])(
  "backfills, webhooks, changes and replays at once end in what Stripe has (seed %i)",
  {
    timeout: 90_000,
  },
  async (seed) => {
    const here = await stand(inject("mongoUri"), {
      seed,
      mutationsPerPage: 3,
      post: { lost: 10, doubled: 10, window: 20 },
    });
    onTestFinished(here.close);
    const { stripe, app, createJob, pull, finish, pulled, drain } = here;
    stripe.fill({ customers: 350, subscriptions: 120, invoices: 60 });
    const endpoint = stripe.addEndpoint("", ["*"]);
    const job = await createJob({ type: "webhook", webhookConfig: { secret: endpoint.secret } });
    endpoint.url = `${app.url}/api/webhooks/default/${job.id}`;

    /** Webhooks come and are worked on, while things happen. */
    const living = async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        stripe.mutate(15);
        stripe.clock.advance(1_500);
        await stripe.settle();
        await drain(job);
      }
    };
    const { body: first } = await pull(job);
    expect(first.kind).toBe("backfill");
    await Promise.all([finish(first), finish(first), living()]);
    const { body: second } = await pull(job, { kind: "backfill" });
    await Promise.all([finish(second), living(), replayed(here, job.id)]);
    const { body: third } = await pull(job);
    expect(third.kind).toBe("changes");
    await Promise.all([finish(third), living()]);

    stripe.options.mutationsPerPage = 0;
    stripe.clock.advance(10_000);
    await stripe.settle();
    expect(await pulled(job)).toMatchObject({ kind: "changes", status: "completed" });
    await drain(job);
    expect(stripe.sent.lost).toBeGreaterThan(5);
    const { wrong, ambiguous, objects } = await differences(here);
    expect(wrong).toEqual([]);
    expect(ambiguous / objects).toBeLessThan(0.05);
  },
);
