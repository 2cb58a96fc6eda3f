import { type AlertDoc, alertRepo, channelRepo, messageRepo } from "@sluice/server/alerts";
import { bulkRepo } from "@sluice/server/bulk";
import {
  countByTime,
  countFacets,
  eventRepo,
  eventRows,
  eventTypes,
  failureGroups,
  type RejectedDoc,
  rejectedRepo,
  retentionRepo,
  rollups,
  searchEvents,
  searchOf,
  WORK_PROJECTION,
} from "@sluice/server/events";
import { claimRepo, laneRepo, workRepo } from "@sluice/server/lanes";
import { firstIdAt } from "@sluice/server/platform/ids";
import { executionRepo, jobRepo } from "@sluice/server/sync-jobs";
import { EventFilter, HistogramQuery } from "@sluice/shared/events";
import type { Db } from "mongodb";
import { COMMON_TYPE, RARE_TYPE, WANTED_EMAIL } from "./ledger-rows.ts";
import { type Job, times } from "./stand.ts";

const DAY_MS = 86_400_000;
const AT = new Date(Date.now() - 10 * DAY_MS);
const NOBODY = ["evt_00000000000000000000000000", "evt_00000000000000000000000001"];

/** Query strings of the events list: each filter, and the usual ones together. */
export const LISTS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ["no filter", {}],
  ["second page", { cursor: firstIdAt("evt", AT) }],
  ...["pending", "waiting", "processed", "failed", "filtered"].map(
    (status): [string, Record<string, string>] => [`status ${status}`, { status }],
  ),
  ["common type", { type: COMMON_TYPE }],
  ["rare type", { type: RARE_TYPE }],
  ["unknown type", { type: "no.such" }],
  ["q, an e-mail", { q: WANTED_EMAIL }],
  ["q, a prefix", { q: "kunde1" }],
  ["q, found nowhere", { q: "nobody@" }],
  ["a day", { from: AT.toISOString(), to: new Date(AT.getTime() + DAY_MS).toISOString() }],
  ["oldest first", { sort: "oldest" }],
  ["a page back", { cursor: `-${firstIdAt("evt", AT)}` }],
  ["types by a pattern", { type: "invoice.*" }],
  ["an event by its id", { id: NOBODY[0]! }],
  ["an object", { id: "cus_old5" }],
  ["an object's events", { objectId: "cus_old5" }],
  ["an error code", { error: "unmappable" }],
  ["duplicates", { flag: "duplicate" }],
  ["failed of a common type", { status: "failed", type: COMMON_TYPE }],
  ["failed of a rare type", { status: "failed", type: RARE_TYPE }],
  ["an e-mail and a type", { q: WANTED_EMAIL, type: COMMON_TYPE }],
  ["failed of an e-mail", { status: "failed", q: WANTED_EMAIL }],
]);

type Query = [name: string, run: () => Promise<unknown>];

/** Every query the product makes of the ledger. Those that change something find nothing to change. */
export function productQueries(db: Db, job: Job): Query[] {
  return [
    ...lanesQueries(db, job),
    ...eventsQueries(db, job),
    ...jobsQueries(db, job),
    ...bulkQueries(db, job),
    ...alertsQueries(db, job),
  ];
}

function lanesQueries(db: Db, { lane }: Job): Query[] {
  const work = workRepo(eventRows(db), WORK_PROJECTION);
  const claims = claimRepo(db, times);
  const lanes = laneRepo(db, times);
  const outcome = { ids: NOBODY, attempt: 1, set: { status: "processed" }, log: { at: AT } };
  const held = new Set(NOBODY);
  const row = { _id: NOBODY[0]!, lane } as unknown as Parameters<typeof work.countDeath>[0];
  return [
    ["peek", () => work.peek(lane, 100, new Set())],
    ["peek beside others", () => work.peek(lane, 100, held, AT)],
    ["lanes with pending", () => work.lanesWithPending([lane])],
    ["claim", () => claims.put({ _id: "bench", lane, ids: NOBODY, by: "bench#1" })],
    ["claims of a lane", () => claims.ofLane(lane)],
    ["find pending", () => work.findPending(NOBODY)],
    ["count a death", () => work.countDeath(row, "bench")],
    ["claims of a slot", () => claims.ofSlot([lane], "bench", "bench#2")],
    ["let bystanders go", () => work.letGo(NOBODY)],
    ["let go", () => claims.remove(["bench"])],
    ["settle", () => work.settle([outcome, { ...outcome, retryIn: 1_000 }])],
    ["promote", () => work.promote(lane)],
    ["next due", () => work.nextDue(lane)],
    ["has due work", () => work.hasDueWork(lane, held)],
    ["signal a lane", () => lanes.trySignal(lane)],
    ["start a lane", () => lanes.start("none", "bench", "bench#1")],
    ["beat", () => lanes.beat(lane, "bench")],
    ["rest", () => lanes.rest("none", "bench", undefined)],
    ["free lanes", () => lanes.eachFree().toArray()],
    ["release slot", () => lanes.releaseSlot("nobody", "bench#1")],
  ];
}

function eventsQueries(db: Db, { id }: Job): Query[] {
  const events = eventRepo(db);
  const retention = retentionRepo(db);
  const stats = rollups(db);
  const range = { jobIds: [id], from: AT.getTime(), to: Date.now() };
  const old = firstIdAt("evt", new Date(0));
  const list = async ({ cursor, sort = "newest", ...filter }: Readonly<Record<string, string>>) => {
    const search = await searchOf({ db }, [id], EventFilter.parse(filter));
    return searchEvents({ db }, search, { limit: 50, cursor, sort: sort as "newest" });
  };
  const lists = [...LISTS].map(([name, query]): Query => [`list: ${name}`, () => list(query)]);
  return [
    ["duplicates", () => events.findByDedupeKeys([`${id}:evt_old000000000001`])],
    ["one event", () => events.find("default", NOBODY[0]!)],
    ["ties", () => events.ties(id, ["cus_old1@1", "cus_old2@2"], 1_000)],
    ["count a duplicate", () => events.recordDuplicate(NOBODY[0]!, Buffer.alloc(0), AT)],
    ["retry failed", () => events.retryFailed(id, undefined, 100, AT)],
    ["count failed", () => events.countFailed(id)],
    ["bodies to strip", () => retention.next(id, "", firstIdAt("evt", AT), 1_000)],
    ["held rows that are settled", () => retention.released(id, firstIdAt("evt", AT), 1_000)],
    ["strip", () => retention.strip([...NOBODY], AT)],
    ["hold", () => retention.hold([...NOBODY])],
    ["what would be stripped", () => retention.count(id, { after: "", before: old }, true, 1_000)],
    ["rows to remove", () => retention.removeBefore(id, old, 1_000)],
    ["rows of a removed job", () => retention.removeJob("job_none", 1_000)],
    ["old refused requests", () => retention.removeRejectedBefore(id, firstIdAt("rej", new Date(0)))],
    ["mark a minute", () => stats.mark(id, [new Date()])],
    ["recount minutes", () => stats.refresh([id])],
    ["sum up what has closed", () => stats.maintain(1_000)],
    ["sums of a range", () => stats.sums({ ...range, width: 30 * 60_000 })],
    ["totals", () => stats.sums({ ...range, from: 0 })],
    ["types and statuses of a range", () => stats.cells(range)],
    ["latency of a range", () => stats.latency(range)],
    ["causes of failure of a range", () => stats.failureGroups(range)],
    ["refusals of a range", () => stats.refusals(range)],
    ...lists,
    [
      "list of two jobs",
      () => searchEvents({ db }, { jobIds: [id, "job_none"] }, { limit: 50, sort: "newest" }),
    ],
    ["facets", () => countFacets({ db }, stats, [id], EventFilter.parse({}))],
    ["facets of an e-mail", () => countFacets({ db }, stats, [id], EventFilter.parse({ q: WANTED_EMAIL }))],
    ["histogram", () => countByTime({ db }, stats, [id], HistogramQuery.parse({}))],
    ["histogram of a prefix", () => countByTime({ db }, stats, [id], HistogramQuery.parse({ q: "kunde1" }))],
    ["failures by cause", () => failureGroups({ db }, stats, [id], {})],
    ["newest of a job", () => events.newest(id, 10)],
    ["types of a job", () => eventTypes(db).of([id])],
  ];
}

function bulkQueries(db: Db, { id }: Job): Query[] {
  const bulk = bulkRepo(db);
  const events = eventRepo(db);
  const log = { at: AT, action: "retry", success: true };
  return [
    ["bulk operation", () => bulk.find("default", "none")],
    ["bulk operations", () => bulk.list("default", undefined, 50)],
    ["begin a chunk", () => bulk.begin("none", undefined, { ids: [], end: null, at: AT })],
    ["forgotten bulk operations", () => bulk.forgotten(60_000).toArray()],
    ["old bulk operations", () => bulk.removeBefore(firstIdAt("bulk", new Date(0)))],
    ["retry in bulk", () => events.retryInBulk([id], NOBODY, "none", AT, log)],
    ["origins of replays", () => events.each([id], NOBODY).toArray()],
  ];
}

function alertsQueries(db: Db, { id }: Job): Query[] {
  const alerts = alertRepo(db);
  const messages = messageRepo(db);
  const alert = { workspaceId: "default", jobId: id, rule: "quiet", cause: "quiet stripe" } as AlertDoc;
  return [
    ["jobs to look at", () => jobRepo(db).idsFrom("", 50)],
    ["open alerts of jobs", () => alerts.openOf([id], ["quiet", "failing"])],
    ["open alerts", () => alerts.eachOpen().toArray()],
    ["when it was last told", () => alerts.lastTold(alert, AT)],
    ["alerts to tell", () => alerts.toTell(AT)],
    ["alerts half told", () => alerts.unfinished(AT)],
    ["alerts of a workspace", () => alerts.list("default", {}, 50)],
    ["alerts of a job", () => alerts.list("default", { jobId: id, state: "open" }, 50)],
    ["old alerts", () => alerts.removeBefore(firstIdAt("alr", new Date(0)))],
    ["messages that are due", () => messages.due()],
    ["messages of alerts", () => messages.ofAlerts("default", NOBODY)],
    ["old messages", () => messages.removeBefore(firstIdAt("msg", new Date(0)))],
    ["alert channels", () => channelRepo(db).list("default")],
  ];
}

function jobsQueries(db: Db, { id }: Job): Query[] {
  const jobs = jobRepo(db);
  const executions = executionRepo(db);
  const rejected = rejectedRepo(db);
  const ids = { $gte: firstIdAt("rej", AT) };
  const all = { workspaceId: "default", ids };
  const refused = { _id: NOBODY[0]!, jobId: id, workspaceId: "default" } as unknown as RejectedDoc;
  return [
    ["job", () => jobs.find("default", id)],
    ["list of jobs", () => jobs.list("default", undefined, 50)],
    ["ids of jobs", () => jobs.idsOf("default")],
    ["newest secrets", () => jobs.newestSecrets("default", 20)],
    ["users of a destination", () => jobs.usersOfDestination("ledger", "crm")],
    ["each job", () => jobs.each().toArray()],
    ["deleted jobs", () => jobs.eachDeleted().toArray()],
    ["list of executions", () => executions.list("default", id, {}, 50)],
    ["refused requests", () => rejected.search(all, 101)],
    ["refused requests of a job", () => rejected.search({ ...all, jobIds: [id] }, 101)],
    ["refused requests for a reason", () => rejected.search({ ...all, reasons: ["signature"] }, 101)],
    ["counts of refused requests", () => rejected.tally(all, 5_000)],
    ["refused requests to look at", () => rejected.countOpen("default", ids.$gte, 1_000)],
    ["refused requests alike", () => rejected.alike(refused, 50)],
    ["old executions", () => executions.removeBefore(id, new Date(0))],
  ];
}
