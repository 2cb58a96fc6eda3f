import type { FindingKind } from "@sluice/shared/reconcile";
import type { Snapshot } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import {
  applyChanges,
  type Buried,
  type Change,
  type Held,
  type Outcome,
  parseVersion,
  readBuried,
} from "../destinations/index.ts";
import { mappingOf } from "../pulls/index.ts";
import type { Advance, RunServices } from "../runs/index.ts";
import { jobRepo, type Shaped, tiesOf } from "../sync-jobs/index.ts";
import { identified } from "./check.ts";
import { ignoredPaths } from "./compare.ts";
import { found, lookUp } from "./confirm.ts";
import { type FindingDoc, findingsRepo, type RepairResult } from "./findings-repo.ts";
import { reportRepo } from "./report-repo.ts";
import { judge } from "./scan.ts";
import { repairText } from "./verdict.ts";
import { type Work, workOf } from "./work.ts";

const AT_ONCE = 5;
const CHUNK = 25;

/** What a repair was asked to do. */
export interface RepairInput extends Record<string, unknown> {
  readonly reportId: string;
  readonly kinds: readonly FindingKind[];
  readonly collections?: readonly string[];
  readonly ignore: readonly string[];
}

interface Checkpoint {
  /** The last finding that was repaired. */
  readonly after?: string;
}

/**
 * The next piece of a repair: asks the provider for each object once more, and writes what it says through the
 * guard, so that whatever is newer stays. Doing it twice changes nothing more.
 */
export const advanceRepair: Advance = async (ctx, services, run, step) => {
  const work = await workOf(ctx, services, run, step);
  const input = run.input as RepairInput;
  const { after } = (run.checkpoint ?? {}) as Checkpoint;
  if (after === undefined) await identified(ctx, work);
  const findings = await findingsRepo(ctx.db).list(
    { workspaceId: run.workspaceId, jobId: run.jobId, runId: input.reportId },
    { kinds: input.kinds, collections: input.collections, after, limit: CHUNK },
  );
  const last = findings.at(-1);
  if (!last) return { ...(await concludeRepair(ctx, work, input)), end: "done" };
  const results: Array<{ _id: string; repair: RepairResult; message?: string }> = [];
  for (let from = 0; from < findings.length; from += AT_ONCE)
    results.push(...(await repairSome(ctx, services, work, findings.slice(from, from + AT_ONCE), input)));
  await findingsRepo(ctx.db).noteRepairs(results.map(({ _id, repair }) => ({ _id, repair })));
  const count = (result: RepairResult) => results.filter(({ repair }) => repair === result).length;
  const failures = results.flatMap(({ _id, message }) => {
    const finding = findings.find((one) => one._id === _id);
    return message && finding
      ? [{ collection: finding.collection, id: finding.objectId, code: "not_repaired", message }]
      : [];
  });
  return {
    checkpoint: { after: last._id } satisfies Checkpoint,
    counts: {
      objects: findings.length,
      requests: findings.length,
      repaired: count("repaired"),
      alreadyRight: count("alreadyRight"),
      newerEventWon: count("newerEventWon"),
      failed: count("failed"),
    },
    at: `Repairing ${last.collection.replaceAll("_", " ")}`,
    failures,
  };
};

async function repairSome(
  ctx: Ctx,
  services: RunServices,
  work: Work,
  findings: readonly FindingDoc[],
  input: RepairInput,
) {
  const plans = await Promise.all(findings.map((finding) => planOf(work, finding, input)));
  const changes = plans.flatMap(({ change }) => (change ? [change] : []));
  const outcomes =
    changes.length === 0
      ? []
      : await applyChanges(work.db, changes, {
          deleteMode: work.job.webhookConfig.deleteMode,
          connector: work.shape.connector,
          ties: tiesOf(services.events, work.job._id),
          faults: ctx.faults,
          now: new Date(),
        });
  const byRow = new Map(changes.map((change, at) => [change.rowId, outcomes[at] as Outcome]));
  return plans.map(({ finding: { _id }, done, message }) => {
    const outcome = byRow.get(_id);
    if (!outcome) return { _id, repair: done ?? "failed", ...(message && { message }) } as const;
    if (outcome.kind === "failed") return { _id, repair: "failed", message: outcome.error.message } as const;
    return { _id, repair: outcome.kind === "superseded" ? "newerEventWon" : "repaired" } as const;
  });
}

interface Plan {
  readonly finding: FindingDoc;
  readonly change?: Change;
  /** Where nothing is to be written. */
  readonly done?: RepairResult;
  readonly message?: string;
}

async function planOf(work: Work, finding: FindingDoc, input: RepairInput): Promise<Plan> {
  const { collection, objectId } = finding;
  const snapshot = await found(work, collection, objectId);
  if (typeof snapshot === "string") return { finding, done: "failed", message: snapshot };
  const { here, buried } = await lookUp(work, collection, objectId);
  const [shaped] = await work.shaped([snapshot]);
  const judged = judge(shaped, here, ignoredPaths(input.ignore));
  const eventId = eventIdOf(work);
  // By this repair, before the worker died.
  if (judged.kind === "equal" && (await isOurs(work, collection, objectId, here, buried, eventId)))
    return { finding, done: "repaired" };
  if (judged.kind === "equal" || judged.kind === "left_out") return { finding, done: "alreadyRight" };
  if (judged.kind === "failed") return { finding, done: "failed", message: judged.reason };
  return { finding, change: changeOf(work, finding, versioned(snapshot, here, buried), shaped, here) };
}

async function isOurs(
  work: Work,
  collection: string,
  id: string,
  here: Held | undefined,
  buried: Buried | undefined,
  eventId: string,
): Promise<boolean> {
  if (here) return here.eventId === eventId;
  const tombstone = buried ?? (await readBuried(work.db, work.collectionOf(collection), [id])).get(id);
  return tombstone?.eventId === eventId;
}

/** Greater for each later repair, so that of two with one time the later one wins. */
const eventIdOf = ({ run }: Work): string => `repair_${run._id}`;

/**
 * An object with an update time of its own may be older than what was written, or deleted, by the time of an answer:
 * a later answer is the newer one (RULES 16).
 */
function versioned(snapshot: Snapshot, here: Held | undefined, buried: Buried | undefined): Snapshot {
  const heldAt = here?.at ?? Number(parseVersion(buried?.version)?.prefix.slice(0, 16) ?? 0);
  return snapshot.at < heldAt && heldAt < snapshot.knownAt ? { ...snapshot, at: snapshot.knownAt } : snapshot;
}

function changeOf(
  work: Work,
  finding: FindingDoc,
  snapshot: Snapshot,
  shaped: Shaped | undefined,
  here: Held | undefined,
): Change {
  const mapping =
    shaped?.kind === "change"
      ? shaped
      : // A document that is only marked as deleted keeps its fields.
        { ...mappingOf(snapshot), document: here?.fields ?? {} };
  return {
    rowId: finding._id,
    eventId: eventIdOf(work),
    eventType: "reconcile.repair",
    collection: work.collectionOf(finding.collection),
    mapping: {
      ...mapping,
      at: snapshot.at,
      ...(here?.account !== undefined && { account: here.account }),
      ...(here?.livemode !== undefined && { livemode: here.livemode }),
    },
    via: "reconcile",
    source: work.job.source.connector,
    jobId: work.job._id,
    revision: work.shape.revision,
    // An object with a time of its own has that of the event that wrote it: what is wrong here has the same.
    ...(here?.at === snapshot.at && { manual: true }),
  };
}

async function concludeRepair(ctx: Ctx, work: Work, { reportId }: RepairInput) {
  const { run } = work;
  const counted = (name: string) => run.counts[name] ?? 0;
  const counts = {
    repaired: counted("repaired"),
    alreadyRight: counted("alreadyRight"),
    newerEventWon: counted("newerEventWon"),
    failed: counted("failed"),
  };
  const text = repairText(counts);
  await reportRepo(ctx.db).addRepair(reportId, { runId: run._id, at: new Date(), ...counts, text });
  const left = await findingsRepo(ctx.db).count(reportId);
  const open = (kind: FindingKind) =>
    left
      .filter((one) => one.state === "found" && one.kind === kind && (!one.repair || one.repair === "failed"))
      .reduce((sum, { count }) => sum + count, 0);
  await jobRepo(ctx.db).noteRepaired(run.jobId, reportId, {
    missing: open("missing"),
    stale: open("stale"),
    extra: open("extra"),
  });
  ctx.nudge.send(`job ${run.jobId}`);
  return { note: text };
}
