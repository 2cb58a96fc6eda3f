import type { ReconcileCollection, ReconcileTotals } from "@sluice/shared/reconcile";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { heldCollections } from "../destinations/index.ts";
import type { Advanced } from "../runs/index.ts";
import { jobRepo } from "../sync-jobs/index.ts";
import { type Checkpoint, tallyOf } from "./checkpoint.ts";
import { type FindingCount, findingsRepo } from "./findings-repo.ts";
import { reportRepo } from "./report-repo.ts";
import { seenRepo } from "./seen-repo.ts";
import { verdictOf } from "./verdict.ts";
import type { Work } from "./work.ts";

/** Writes down what was found, and removes what only led there. */
export async function conclude(ctx: Ctx, work: Work, checkpoint: Checkpoint): Promise<Advanced> {
  const { run, job } = work;
  const findings = findingsRepo(ctx.db);
  const found = await findings.count(run._id);
  const collections: ReconcileCollection[] = [];
  for (const entity of checkpoint.entities)
    collections.push({
      ...totalsOf(
        checkpoint,
        entity,
        found.filter((one) => one.collection === entity),
      ),
      collection: entity,
      title: work.api.entities.find(({ collection }) => collection === entity)?.title ?? entity,
      isProvable: true,
      fields: await findings.topFields(run._id, entity),
    });
  if (run.input.collections === undefined) collections.push(...(await unprovable(work)));
  const totals = sumOf(collections.filter(({ isProvable }) => isProvable));
  const finishedAt = new Date();
  const ignored = (run.input.ignore as string[] | undefined) ?? [];
  const isScheduled = run.startedBy === undefined;
  const verdict = verdictOf(totals, collections);
  await reportRepo(ctx.db).put({
    _id: run._id,
    workspaceId: run.workspaceId,
    jobId: run.jobId,
    startedAt: run.startedAt,
    finishedAt,
    ...verdict,
    totals,
    requests: run.counts.requests ?? 0,
    isScheduled,
    ...(isScheduled && job.reconcile?.repair && verdict.verdict === "differs" && { repairDue: true }),
    repairs: [],
    collections,
    ignored,
  });
  const { missing, stale, extra } = totals;
  await jobRepo(ctx.db).noteReconciled(run.jobId, {
    runId: run._id,
    at: finishedAt,
    missing,
    stale,
    extra,
    text: verdict.text,
    isScheduled,
  });
  await Promise.all([findings.removeSettled(run._id), seenRepo(ctx.db).remove(run._id)]);
  ctx.nudge.send(`job ${run.jobId}`);
  return { checkpoint, counts: { missing, stale, extra, equal: totals.equal }, end: "done" };
}

function totalsOf(checkpoint: Checkpoint, entity: string, found: readonly FindingCount[]): ReconcileTotals {
  const tally = tallyOf(checkpoint, entity);
  const count = (test: (one: FindingCount) => boolean) =>
    found.filter(test).reduce((sum, one) => sum + one.count, 0);
  const isFound = (kind: FindingCount["kind"]) => count((one) => one.state === "found" && one.kind === kind);
  const besideList = count(
    ({ listed, state, kind }) => !listed && (state === "equal" || (state === "found" && kind === "stale")),
  );
  const equalBesideList = count(({ listed, state }) => !listed && state === "equal");
  const listedCandidates = count(({ listed }) => listed);
  const beyond = tally.beyondListed + tally.beyondExtra + tally.foreign;
  return {
    inProvider: tally.listed + besideList,
    inDestination: tally.inDestination,
    equal:
      Math.max(0, tally.listed - tally.leftOut - listedCandidates - tally.beyondListed) + equalBesideList,
    missing: isFound("missing"),
    stale: isFound("stale"),
    extra: isFound("extra"),
    changed: count(({ state }) => state === "changed"),
    unproven: count(({ state }) => state === "unproven" || state === "candidate") + beyond,
    leftOut: tally.leftOut + count(({ state }) => state === "left_out"),
  };
}

/** What the destination has of the job's that no list of the provider's holds. */
async function unprovable(work: Work): Promise<ReconcileCollection[]> {
  const { collectionPrefix: prefix } = work.job.destination;
  const listed = new Set(work.api.entities.map(({ collection }) => work.collectionOf(collection)));
  const groups = connectorOf(work.job.source.connector).eventGroups;
  const known = new Set(groups.flatMap(({ collections }) => collections.map(work.collectionOf)));
  const held = await heldCollections(work.db, prefix);
  return [...held]
    .filter(([name, count]) => count > 0 && !listed.has(name) && known.has(name))
    .map(([name, count]) => ({
      ...NOTHING,
      collection: name.slice(prefix.length),
      title: name.slice(prefix.length),
      isProvable: false,
      inDestination: count,
      fields: [],
    }));
}

const NOTHING: ReconcileTotals = {
  inProvider: 0,
  inDestination: 0,
  equal: 0,
  missing: 0,
  stale: 0,
  extra: 0,
  changed: 0,
  unproven: 0,
  leftOut: 0,
};

function sumOf(collections: readonly ReconcileTotals[]): ReconcileTotals {
  const sum = { ...NOTHING };
  for (const one of collections)
    for (const name of Object.keys(sum) as (keyof ReconcileTotals)[]) sum[name] += one[name];
  return sum;
}
