import { SyncRun } from "@sluice/shared/runs";
import type { LocalStripe } from "../providers/stripe.ts";
import type { Stack, TestJob } from "../support/stack.ts";

const WITHIN_MS = 120_000;

/** A job whose copy is complete but for three documents: backfilled, transformed, compared, watched. */
export async function makeCopy(stack: Stack, stripe: LocalStripe): Promise<TestJob> {
  stripe.fill({ customers: 640, products: 80, prices: 120 });
  const job = await stack.createJob({
    name: "Stripe catalogue",
    source: { connector: "stripe", apiKey: stripe.key },
    destination: { database: "catalogue" },
    webhookConfig: { events: ["customer.*", "product.*", "price.*"] },
  });
  const path = `/api/workspaces/default/sync-jobs/${job.id}`;
  const operations = [
    { op: "mask", paths: ["phone"] },
    { op: "hash", paths: ["email"] },
    { op: "drop", paths: ["invoice_settings"] },
  ];
  await stack.api("PATCH", path, {
    schedule: { cron: "0 * * * *", timezone: "Europe/Paris", entities: ["customers", "products", "prices"] },
    transform: { operations },
  });
  await finished(await stack.call(SyncRun, "POST", `${path}/run`, { kind: "backfill" }));
  const customers = stack.destination("catalogue").collection<{ _id: string }>("customers");
  const [missing, stale] = await customers.find().limit(2).toArray();
  await customers.deleteOne({ _id: missing?._id as string });
  await customers.updateOne({ _id: stale?._id as string }, { $set: { name: "Somebody else", balance: 1 } });
  await finished(await stack.call(SyncRun, "POST", `${path}/reconcile`, {}));
  for (const channel of [
    { kind: "slack", name: "#revops", url: "https://hooks.slack.com/services/T000/B000/example" },
    { kind: "webhook", name: "On call", url: "https://alerts.example.com/sluice" },
  ])
    await stack.api("POST", "/api/workspaces/default/alert-channels", channel);
  return job;

  function finished(run: SyncRun) {
    return stack.until(`the ${run.kind} is done`, WITHIN_MS, async () => {
      const { status, error } = await stack.call(SyncRun, "GET", `${path}/runs/${run.id}`);
      if (status === "failed") throw new Error(error ?? "it failed");
      return status === "completed";
    });
  }
}
