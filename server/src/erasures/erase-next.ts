import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { type Destinations, eraseDocuments, liftTombstones } from "../destinations/index.ts";
import {
  bodyOf,
  type EventRow,
  eraseRepo,
  parseJson,
  type Rollups,
  suppressedRepo,
} from "../events/index.ts";
import { LaneError } from "../platform/lane-error.ts";
import { eraseFindings } from "../reconcile/index.ts";
import { type JobDoc, jobRepo } from "../sync-jobs/index.ts";
import { audit } from "../workspaces/index.ts";
import { type ErasureDoc, erasureRepo, PHASES } from "./repo.ts";

const BUDGET_MS = 4_000;
const CHUNK = 500;
/** Until a destination that does not answer is asked again. */
const RETRY_MS = 30_000;
/** By then what was being received or written during the first pass is stored. */
const IN_FLIGHT_MS = 30_000;

export interface EraseDeps {
  readonly destinations: Destinations;
  readonly rollups: Rollups;
}

/** What the function does next; absent when the erasure is done. */
export interface EraseNext {
  /** Milliseconds to wait before the next piece. */
  readonly after?: number;
}

type Work = (job: JobDoc, goOn: () => boolean) => Promise<boolean>;

/**
 * One piece of an erasure, a few seconds long: it goes through the events, the refused requests, what
 * comparisons found and the destinations of all jobs, and then once more. It may be killed anywhere and run again,
 * also twice at once.
 */
export async function eraseNext(ctx: Ctx, deps: EraseDeps, id: string): Promise<EraseNext | undefined> {
  const repo = erasureRepo(ctx.db);
  const erasure = await repo.findById(id);
  if (!erasure || erasure.state === "done") return undefined;
  // Whoever asked for it, or lifted it, may have died in between.
  const suppressed = suppressedRepo(ctx.db);
  const { workspaceId, jobId: scope = workspaceId, objectIds } = erasure;
  if (erasure.state === "requested" && erasure.suppress) await suppressed.add(scope, objectIds, id);
  if (erasure.state === "lifting") await suppressed.remove(id);
  const until = Date.now() + BUDGET_MS;
  const goOn = () => Date.now() < until;
  let { pass, phase, fromJob } = erasure;
  const works = worksOf(ctx, deps, erasure);
  const isLifting = erasure.state === "lifting";
  try {
    for (;;) {
      const stoppedAt = await eachJob(ctx, erasure, fromJob, isLifting ? works.lift : works[phase], goOn);
      if (stoppedAt !== undefined) {
        await repo.advance(id, { ...(!isLifting && { state: "running" }), pass, phase, fromJob: stoppedAt });
        return {};
      }
      fromJob = "";
      const next = isLifting ? undefined : PHASES[PHASES.indexOf(phase) + 1];
      if (next) phase = next;
      else if (pass === 1 && !isLifting) {
        [pass, phase] = [2, PHASES[0]];
        await repo.advance(id, { state: "running", pass, phase, fromJob });
        return { after: IN_FLIGHT_MS * ctx.config.SLUICE_TIME_SCALE };
      } else break;
    }
  } catch (error) {
    if (!(error instanceof LaneError)) throw error;
    await repo.advance(id, { pass, phase, problem: error.message });
    return { after: RETRY_MS * ctx.config.SLUICE_TIME_SCALE };
  }
  await repo.advance(id, { state: "done", ...(!isLifting && { finishedAt: new Date() }) });
  const counts = (await repo.findById(id))?.counts;
  const principal = { workspaceId: erasure.workspaceId, actor: erasure.requestedBy };
  if (!isLifting) await audit(ctx, principal, "erasure.finished", id, { ...counts });
  return undefined;
}

/** The job at which time was up; undefined when all are through. */
async function eachJob(
  ctx: Ctx,
  erasure: ErasureDoc,
  from: string,
  work: Work,
  goOn: () => boolean,
): Promise<string | undefined> {
  for await (const job of jobRepo(ctx.db).eachOf(erasure.workspaceId, from)) {
    if (erasure.jobId && job._id !== erasure.jobId) continue;
    if (!goOn() || !(await work(job, goOn))) return job._id;
  }
  return undefined;
}

function worksOf(ctx: Ctx, deps: EraseDeps, erasure: ErasureDoc): Record<ErasureDoc["phase"] | "lift", Work> {
  const repo = erasureRepo(ctx.db);
  const ledger = eraseRepo(ctx.db);
  const { _id: erasureId, objectIds } = erasure;

  return {
    async events(job, goOn) {
      for (const objectId of objectIds) {
        for (;;) {
          const rows = await ledger.find(job._id, objectId, CHUNK);
          if (rows.length === 0) break;
          const about = rows.filter((row) => row.objectId !== undefined && objectIds.includes(row.objectId));
          const collections = new Set(about.flatMap((row) => collectionsOf(job, row)));
          // Before the bodies that tell it are gone.
          if (collections.size > 0)
            await repo.addCollections(
              erasureId,
              [...collections].map((name) => `${job._id} ${name}`),
            );
          await ledger.erase(
            rows.map((row) => row._id),
            erasureId,
            new Date(),
          );
          await deps.rollups.mark(
            job._id,
            rows.map((row) => row.receivedAt),
          );
          ctx.nudge.send(`job ${job._id}`);
          await repo.advance(erasureId, { state: "running" }, { events: rows.length });
          if (!goOn()) return false;
        }
      }
      return true;
    },

    async rejected(job) {
      const removed = await ledger.removeRejected(await ledger.rejectedNaming(job._id, objectIds));
      await repo.advance(erasureId, {}, { rejected: removed });
      return true;
    },

    async findings(job) {
      await eraseFindings(ctx, job._id, objectIds);
      return true;
    },

    async destination(job) {
      if (erasure.keepDestination) return true;
      const db = await deps.destinations.open(job.destination);
      const documents = await eraseDocuments(db, {
        prefix: job.destination.collectionPrefix,
        ids: objectIds,
        collections: await known(job),
        jobIds: erasure.jobId ? [erasure.jobId] : await jobRepo(ctx.db).idsOf(erasure.workspaceId),
        erasureId,
        forGood: erasure.suppress,
        now: new Date(),
      });
      await repo.advance(erasureId, {}, { documents });
      return true;
    },

    async lift(job) {
      if (erasure.keepDestination) return true;
      const db = await deps.destinations.open(job.destination);
      await liftTombstones(db, {
        prefix: job.destination.collectionPrefix,
        ids: objectIds,
        collections: await known(job),
        erasureId,
        now: new Date(),
      });
      return true;
    },
  };

  async function known(job: JobDoc): Promise<string[]> {
    const { collections = [] } = (await repo.findById(erasureId)) ?? {};
    const own = `${job._id} `;
    return collections.filter((one) => one.startsWith(own)).map((one) => one.slice(own.length));
  }
}

/** Where an event's object belongs, with the job's prefix. */
function collectionsOf(job: JobDoc, row: Pick<EventRow, "body" | "type">): string[] {
  const body = bodyOf(row);
  const payload = body && parseJson(body);
  if (payload === undefined) return [];
  try {
    const mapped = connectorOf(job.source.connector).map(payload, row.type);
    const place = mapped.kind === "change" ? mapped : mapped.about;
    return place ? [`${job.destination.collectionPrefix}${place.collection}`] : [];
  } catch {
    return [];
  }
}
