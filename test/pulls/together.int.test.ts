import type { SyncJob } from "@sluice/shared/sync-jobs";
import { expect, inject, onTestFinished, test } from "vitest";
import { bulkNext } from "../../server/src/bulk/index.ts";
import { eventSource } from "../../server/src/sync-jobs/index.ts";
import type { Fields } from "../property/provider.ts";
import { type Bench, closeStand, stand } from "./stand.ts";

const ROUNDS = 6;

/** Repeats all that the ledger has of a job. */
async function replayed({ app }: Bench, jobId: string): Promise<void> {
  const { ctx } = app.services;
  const { body } = await app.api("POST", "/api/v1/events/replay", { filter: { jobId } });
  const deps = { ...app.services, ...eventSource(ctx) };
  while (await bulkNext(ctx, deps, (body as { id: string }).id));
}

/** What differs from the provider's state, but for what says of itself that its order could not be told. */
async function differences(here: Bench): Promise<{ wrong: string[]; ambiguous: number; objects: number }> {
  const found = { wrong: [] as string[], ambiguous: 0, objects: 0 };
  const documents = await here.documents();
  for (const [collection, objects] of here.provider.state()) {
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

const MISBEHAVING = { mutationsPerPage: 3, post: { lost: 10, doubled: 10, window: 20 } };

test.each([1, 2, 3])(
  "backfills, webhooks, changes and replays at once end in what Stripe has (seed %i)",
  { timeout: 90_000 },
  async (seed) => {
    const here = await stand(inject("mongoUri"), { seed, ...MISBEHAVING });
    onTestFinished(here.close);
    const { stripe, app, createJob } = here;
    stripe.fill({ customers: 350, subscriptions: 120, invoices: 60 });
    const endpoint = stripe.addEndpoint("", ["*"]);
    const job = await createJob({ type: "webhook", webhookConfig: { secret: endpoint.secret } });
    endpoint.url = `${app.url}/api/webhooks/default/${job.id}`;
    await writeAtOnce(here, job);
    const { wrong, ambiguous, objects } = await differences(here);
    expect(wrong).toEqual([]);
    expect(ambiguous / objects).toBeLessThan(0.05);
  },
);

test.each([1, 2])(
  "backfills, webhooks, changes and replays at once end in what Close has (seed %i)",
  { timeout: 90_000 },
  async (seed) => {
    const here = await closeStand(inject("mongoUri"), { seed, ...MISBEHAVING });
    onTestFinished(here.close);
    const { provider, createJob, app } = here;
    provider.fill({ leads: 120, contacts: 160, opportunities: 60, activities: 160, tasks: 40, users: 3 });
    const job = await createJob({ type: "webhook", webhookConfig: { events: ["*"] } });
    const route = `/api/workspaces/default/sync-jobs/${job.id}/webhook/register`;
    const { status, body } = await app.api("POST", route);
    expect({ status, body }).toMatchObject({ status: 200 });
    provider.subscriptions[0]!.url = `${app.url}/api/webhooks/default/${job.id}`;
    await writeAtOnce(here, job);
    expect(await differences(here)).toMatchObject({ wrong: [], ambiguous: 0 });
  },
);

/** Two backfills, a walk of the log, a replay of all, and webhooks all the while. */
async function writeAtOnce(here: Bench, job: SyncJob): Promise<void> {
  const { provider, pull, finish, pulled, drain } = here;
  const living = async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      provider.mutate(15);
      provider.clock.advance(1_500);
      await provider.settle();
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

  provider.options.mutationsPerPage = 0;
  // Young events of Close's may still grow, and are left for the next walk.
  provider.clock.advance(400_000);
  await provider.settle();
  expect(await pulled(job)).toMatchObject({ kind: "changes", status: "completed" });
  await drain(job);
  expect(provider.sent.lost).toBeGreaterThan(5);
}
