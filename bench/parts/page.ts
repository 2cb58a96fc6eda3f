import { rollups } from "@sluice/server/events";
import { fillLedger } from "../ledger-rows.ts";
import type { Options } from "../options.ts";
import { LISTS } from "../queries.ts";
import type { Recorder } from "../report.ts";
import { type Job, type Stand, startStand } from "../stand.ts";
import { spread } from "../statistics.ts";
import { measurePage } from "./page-browser.ts";

const REQUESTS = 20;
/** What the statistics had to catch up on is not what is measured. */
const WARM_UP = 3;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const COUNTED_DAYS = 2;
const COUNT_WITHIN_MS = 120_000;

/** The events page over a long past: what it asks the server for, how soon it shows something, how it scrolls. */
export async function page(options: Options, record: Recorder): Promise<void> {
  const stand = await startStand(options, "embedded");
  try {
    const job = await stand.createJob({ paused: true });
    await fillLedger(stand.db, job, options.rows);
    await countPast(stand, job);
    await timeReads(stand, options.rows, record);
    await measurePage(stand, options.rows, record);
  } finally {
    await stand.stop();
  }
}

/** The rows were stored past the product: the newest days are summed up as if it had received them. */
async function countPast({ db }: Stand, job: Job): Promise<void> {
  const stats = rollups(db);
  const end = Date.now();
  const minutes = Array.from(
    { length: (COUNTED_DAYS * DAY_MS) / MINUTE_MS },
    (_, index) => end - index * MINUTE_MS,
  );
  await stats.mark(
    job.id,
    minutes.map((minute) => new Date(minute)),
  );
  await stats.maintain(COUNT_WITHIN_MS);
}

/** Through the HTTP interface, as the page asks. */
async function timeReads(stand: Stand, rows: number, record: Recorder): Promise<void> {
  const at = `at ${rows.toLocaleString("en")} rows`;
  for (const [name, wish] of LISTS) {
    const { cursor, sort, ...filter } = wish;
    const reads = [
      ["list", "events", { limit: "100", ...wish }],
      ...(cursor || sort
        ? []
        : [
            ["facets", "events/facets", filter],
            ["histogram", "events/histogram", filter],
          ]),
    ] as const;
    for (const [what, route, query] of reads) {
      const times: number[] = [];
      for (let request = -WARM_UP; request < REQUESTS; request += 1) {
        const startedAt = performance.now();
        await stand.api("GET", `/api/v1/${route}?${new URLSearchParams(query as Record<string, string>)}`);
        if (request >= 0) times.push(performance.now() - startedAt);
      }
      record.add(`${what} ${at}, ${name}, p95`, "ms", spread(times).p95);
    }
  }
}
