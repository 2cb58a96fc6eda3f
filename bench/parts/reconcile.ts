import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReconcileReport } from "@sluice/shared/reconcile";
import type { SyncRun } from "@sluice/shared/runs";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { formatVersion, versionPrefix } from "../../server/src/destinations/index.ts";
import type { Options } from "../options.ts";
import type { Recorder } from "../report.ts";
import { chunks } from "../rows.ts";
import { type Stand, startStand } from "../stand.ts";

const OBJECTS = 100_000;
const PAGE = 100;
const INSERT_AT_ONCE = 2_000;
const JOBS = "/api/workspaces/default/sync-jobs";
/** Of these one is dropped, one corrupted and one added. */
const WRONG = 30;

type Fields = Record<string, unknown> & { readonly id: string };

/** How fast a copy is proven equal, beside paging through the provider and finding by ids and nothing else. */
export async function reconcile(options: Options, record: Recorder): Promise<void> {
  const count = Math.round(OBJECTS * options.scale);
  const customers = Array.from({ length: count }, (_, index) => customerOf(count - index));
  const provider = await startProvider(customers);
  const stand = await startStand(options, "embedded", { SLUICE_STRIPE_API: provider.url });
  try {
    const database = "bench_reconcile";
    const job = await stand.api<SyncJob>("POST", JOBS, {
      name: "Reconciled",
      source: { connector: "stripe", apiKey: "sk_test_benchmark" },
      destination: { database },
      webhookConfig: { secret: "whsec_benchmark" },
    });
    const collection = stand.client.db(database).collection<{ _id: string }>("customers");
    for (const some of chunks(customers, INSERT_AT_ONCE))
      await collection.insertMany(some.map((customer) => documentOf(customer, job.id)));
    for (let round = 0; round < options.rounds; round += 1) {
      const floor = await floorOf(provider.url, collection);
      record.add(`floor: paging and finding by ids, ${words(count)}`, "s", floor);
      const seconds = await compare(stand, job, count, record, 0);
      const target = count === OBJECTS ? { most: 60 } : undefined;
      record.add(`reconcile ${words(count)} that are equal`, "s", seconds, target);
      record.add("times the floor", "", seconds / floor);
    }
    for (let n = 0; n < WRONG; n += 3) {
      const [gone, wrong, other] = [customers[n * 7]!, customers[n * 7 + 1]!, customers[n * 7 + 2]!];
      await collection.deleteOne({ _id: gone.id });
      await collection.updateOne({ _id: wrong.id }, { $set: { email: "wrong@example.com" } });
      await collection.insertOne(documentOf({ ...other, id: `${other.id}x` }, job.id));
    }
    record.add(
      `reconcile ${words(count)} of which ${WRONG} differ`,
      "s",
      await compare(stand, job, count, record, WRONG),
    );
  } finally {
    await stand.stop();
    provider.stop();
  }
}

const words = (count: number) => `${count.toLocaleString("en")} objects`;

async function compare(
  stand: Stand,
  job: SyncJob,
  count: number,
  record: Recorder,
  wrong: number,
): Promise<number> {
  const rss = () => stand.memory().find(({ name }) => name === "worker")?.rss ?? 0;
  const before = rss();
  let most = before;
  const startedAt = performance.now();
  const { id } = await stand.api<SyncRun>("POST", `${JOBS}/${job.id}/reconcile`, {
    collections: ["customers"],
  });
  for (;;) {
    const run = await stand.api<SyncRun>("GET", `${JOBS}/${job.id}/runs/${id}`);
    most = Math.max(most, rss());
    if (run.status === "completed") break;
    if (run.status === "failed") throw new Error(run.error ?? "The run failed");
    await sleep(100);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const report = await stand.api<ReconcileReport>("GET", `${JOBS}/${job.id}/reconcile/reports/${id}`);
  const { missing, stale, extra, equal } = report.totals;
  if (missing + stale + extra !== wrong || equal !== count - (wrong * 2) / 3)
    throw new Error(`The report is wrong: ${report.text}`);
  record.add("memory of the worker, greatest", "MB", most);
  record.add("memory of the worker, growth", "MB", most - before);
  return seconds;
}

/** The least that any comparison does. */
async function floorOf(
  url: string,
  collection: {
    find(filter: object, options: object): { toArray(): Promise<unknown[]> };
  },
): Promise<number> {
  const startedAt = performance.now();
  for (let after = ""; ; ) {
    const answer = await fetch(`${url}/v1/customers?limit=${PAGE}${after && `&starting_after=${after}`}`);
    const page = (await answer.json()) as { data: Fields[]; has_more: boolean };
    const ids = page.data.map(({ id }) => id);
    await collection.find({ _id: { $in: ids } }, { batchSize: PAGE + 1 }).toArray();
    if (!page.has_more) return (performance.now() - startedAt) / 1000;
    after = ids.at(-1)!;
  }
}

/** Stripe's list of customers, its account, and one customer; in this process, from texts that are ready. */
async function startProvider(customers: readonly Fields[]) {
  const place = new Map(customers.map(({ id }, index) => [id, index]));
  const texts = customers.map((customer) => JSON.stringify(customer));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, , path, id] = url.pathname.split("/");
    response.setHeader("content-type", "application/json");
    if (path === "account") return void response.end(JSON.stringify({ id: "acct_bench", object: "account" }));
    if (id !== undefined) {
      const text = texts[place.get(id) ?? -1];
      if (!text) response.statusCode = 404;
      const missing = {
        type: "invalid_request_error",
        code: "resource_missing",
        message: `No such customer: '${id}'`,
      };
      return void response.end(text ?? JSON.stringify({ error: { ...missing, param: "id" } }));
    }
    const after = url.searchParams.get("starting_after");
    const from = after ? place.get(after)! + 1 : 0;
    const page = texts.slice(from, from + PAGE);
    response.end(
      `{"object":"list","url":"/v1/customers","has_more":${from + PAGE < texts.length},"data":[${page.join()}]}`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => void server.closeAllConnections(),
  };
}

/** As large as Stripe's are: about 1.5 KB. */
const customerOf = (n: number): Fields => ({
  id: `cus_${n.toString(36).padStart(14, "0")}`,
  object: "customer",
  address: {
    city: "Berlin",
    country: "DE",
    line1: `Street ${n}`,
    line2: null,
    postal_code: "10115",
    state: null,
  },
  balance: 0,
  created: 1_600_000_000 + n,
  currency: "eur",
  default_source: null,
  delinquent: false,
  description: `Customer ${n} of the benchmark`,
  discount: null,
  email: `customer${n}@example.com`,
  invoice_prefix: n.toString(36).toUpperCase().padStart(8, "A"),
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: { plan: "team", seats: String(n % 40), reference: `REF-${n}` },
  name: `Customer ${n}`,
  next_invoice_sequence: 1,
  phone: null,
  preferred_locales: ["de", "en"],
  shipping: null,
  tax_exempt: "none",
  test_clock: null,
  note: "x".repeat(500),
});

function documentOf(customer: Fields, jobId: string) {
  const at = Date.now() - 3_600_000;
  const version = formatVersion(versionPrefix(at * 1_000, 20), 1, `evt_${customer.id}`);
  const times = { eventAt: new Date(at), syncedAt: new Date(at) };
  const _sync_metadata = {
    source: "stripe",
    jobId,
    eventId: `evt_${customer.id}`,
    eventType: "customer.updated",
    via: "webhook",
    version,
    ...times,
  };
  return { _id: customer.id, ...customer, _sync_metadata };
}
