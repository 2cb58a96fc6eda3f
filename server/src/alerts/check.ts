import { type AlertRule, AlertRule as AlertRules, type AlertSettings } from "@sluice/shared/alerts";
import type { Ctx } from "../context.ts";
import { failureGroups, type Rollups } from "../events/index.ts";
import { newId } from "../platform/ids.ts";
import { runRepo } from "../runs/index.ts";
import { type JobDoc, type JobSigns, jobRepo, signsOfJobs } from "../sync-jobs/index.ts";
import { type AlertDoc, alertRepo } from "./alert-repo.ts";
import { type Findings, findings, type Signs, type Trouble } from "./conditions.ts";
import { settingsOf } from "./settings.ts";

const PAGE = 50;
const BUDGET_MS = 3_000;
const MINUTE_MS = 60_000;
const REMIND_MS = 24 * 60 * MINUTE_MS;

/**
 * Looks at jobs in order of their ids for a few seconds, opens alerts, ends them and says again what goes on.
 * @returns where the next piece begins; undefined when all were looked at.
 */
export async function checkJobs(
  ctx: Ctx,
  rollups: Rollups,
  from = "",
  now = new Date(),
): Promise<string | undefined> {
  const until = Date.now() + BUDGET_MS;
  if (from === "") await endForeign(ctx, now);
  for (let fromId = from; ; ) {
    const page = await signsOfJobs(ctx, rollups, fromId, PAGE + 1);
    const jobs = page.slice(0, PAGE);
    await checkPage(ctx, rollups, jobs, now);
    const next = page[PAGE]?.job._id;
    if (!next || Date.now() > until) return next;
    fromId = next;
  }
}

async function checkPage(ctx: Ctx, rollups: Rollups, page: readonly JobSigns[], now: Date): Promise<void> {
  if (page.length === 0) return;
  const settings = await settingsOf(
    ctx,
    page.map(({ job }) => job),
  );
  const settled = await settledWithin(rollups, page, settings, now.getTime());
  const repo = alertRepo(ctx.db);
  const open = new Map(
    (
      await repo.openOf(
        page.map(({ job }) => job._id),
        AlertRules.options,
      )
    ).map((alert) => [`${alert.jobId} ${alert.rule}`, alert]),
  );
  for (const one of page) {
    const { job } = one;
    const rules = settings.get(job._id) as AlertSettings;
    const found = findings(
      signsOf(one, settled.get(job._id), await scheduleOf(ctx, job)),
      rules,
      now.getTime(),
    );
    let isChanged = false;
    for (const rule of AlertRules.options) {
      const alert = open.get(`${job._id} ${rule}`);
      isChanged = (await follow(ctx, rollups, one, rule, found, alert, rules, now)) || isChanged;
    }
    if (isChanged) ctx.nudge.send(`job ${job._id}`);
  }
}

/** What happens to one rule of one job. True when its alert has another state now. */
async function follow(
  ctx: Ctx,
  rollups: Rollups,
  signs: JobSigns,
  rule: AlertRule,
  found: Findings,
  alert: AlertDoc | undefined,
  settings: AlertSettings,
  now: Date,
): Promise<boolean> {
  const repo = alertRepo(ctx.db);
  const trouble = found[rule];
  if (!trouble) return alert ? repo.end(alert._id, trouble === false ? "recovered" : "ended", now) : false;
  if (!alert) return open(ctx, rollups, signs, rule, trouble, settings, now);
  if (alert.tell)
    await repo.reword(alert._id, await worded(ctx, rollups, signs, rule, trouble, settings, now));
  else if (now.getTime() - (alert.toldAt ?? alert.openedAt).getTime() >= REMIND_MS)
    return repo.remind(alert._id, await worded(ctx, rollups, signs, rule, trouble, settings, now), now);
  return false;
}

async function open(
  ctx: Ctx,
  rollups: Rollups,
  signs: JobSigns,
  rule: AlertRule,
  trouble: Trouble,
  settings: AlertSettings,
  now: Date,
): Promise<boolean> {
  const { job } = signs;
  const doc: AlertDoc = {
    _id: newId("alr"),
    workspaceId: job.workspaceId,
    jobId: job._id,
    jobName: job.name,
    rule,
    state: "open",
    text: await worded(ctx, rollups, signs, rule, trouble, settings, now),
    cause: trouble.cause,
    openedAt: now,
  };
  const repo = alertRepo(ctx.db);
  const coolDownMs = settings.coolDownMinutes * MINUTE_MS;
  const told = await repo.lastTold(doc, new Date(now.getTime() - coolDownMs));
  const at = told ? new Date(told.getTime() + coolDownMs) : now;
  const isNew = await repo.open({ ...doc, tell: { kind: "opened", at } });
  ctx.faults.at("alerts:after-open");
  return isNew;
}

/** The trouble's sentence; where events fail, with what most of them fail of. */
async function worded(
  ctx: Ctx,
  rollups: Rollups,
  { job }: JobSigns,
  rule: AlertRule,
  { text }: Trouble,
  { failing }: AlertSettings,
  now: Date,
): Promise<string> {
  if (rule !== "failing") return text;
  const from = new Date(now.getTime() - failing.windowMinutes * MINUTE_MS);
  const { data } = await failureGroups(ctx, rollups, [job._id], { from, to: now }, 1);
  return data[0] ? `${text} Most of them: ${data[0].explanation.title}.` : text;
}

/** Of each job: what was settled of what came within its window. */
async function settledWithin(
  rollups: Rollups,
  page: readonly JobSigns[],
  settings: ReadonlyMap<string, AlertSettings>,
  now: number,
): Promise<Map<string, { failed: number; processed: number }>> {
  const found = new Map<string, { failed: number; processed: number }>();
  const windowOf = ({ job }: JobSigns) => (settings.get(job._id) as AlertSettings).failing.windowMinutes;
  for (const [minutes, group] of Map.groupBy(page, windowOf)) {
    const jobIds = group.map(({ job }) => job._id);
    for (const { jobId, failed, processed } of await rollups.sums({
      jobIds,
      from: now - minutes * MINUTE_MS,
      to: now,
    })) {
      const known = found.get(jobId) ?? { failed: 0, processed: 0 };
      found.set(jobId, { failed: known.failed + failed, processed: known.processed + processed });
    }
  }
  return found;
}

const signsOf = (
  { job, lane, lastEventAt, usualGapMs }: JobSigns,
  settled: { failed: number; processed: number } | undefined,
  schedule: Signs["schedule"],
): Signs => ({
  isWorking: job.enabled && !job.paused,
  failed: settled?.failed ?? 0,
  processed: settled?.processed ?? 0,
  ...(lane?.blockedUntil && {
    blocked: { since: lane.blockedSince ?? lane.blockedUntil, reason: lane.blockReason ?? "" },
  }),
  server: job.destination.server,
  connector: job.source.connector,
  lastEventAt: lastEventAt ?? job.createdAt,
  usualGapMs,
  ...(schedule && { schedule }),
});

type Scheduled = Pick<JobDoc, "_id"> & { readonly schedule?: unknown; readonly nextRunAt?: Date };

/**
 * Where a job reads from its provider by a schedule: when the next run is due, and whether the last one failed; and
 * what a scheduled reconciliation found that was not repaired.
 */
async function scheduleOf(ctx: Ctx, job: JobDoc): Promise<Signs["schedule"]> {
  const { _id, schedule, nextRunAt }: Scheduled = job;
  const { isScheduled = false, missing = 0, stale = 0, extra = 0, text = "" } = job.reconciled ?? {};
  if (isScheduled && missing + stale + extra > 0) return { differs: text };
  if (!schedule) return undefined;
  const last = await runRepo(ctx.db).lastEnded(_id, ["backfill", "changes"]);
  return {
    ...(nextRunAt && { dueAt: nextRunAt }),
    ...(last?.status === "failed" && { failed: last.error ?? "for a reason that is not known" }),
  };
}

/** Ends what is open about jobs that are gone. */
async function endForeign(ctx: Ctx, now: Date): Promise<void> {
  const repo = alertRepo(ctx.db);
  const byJob = new Map<string, string[]>();
  for await (const { _id, jobId } of repo.eachOpen()) byJob.set(jobId, [...(byJob.get(jobId) ?? []), _id]);
  const alive = new Set(await jobRepo(ctx.db).aliveOf([...byJob.keys()]));
  for (const [jobId, ids] of byJob)
    if (!alive.has(jobId)) for (const id of ids) await repo.end(id, "ended", now);
}
