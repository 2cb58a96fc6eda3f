import { ProviderError, type Snapshot } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { type Held, readBuried, readHeld } from "../destinations/index.ts";
import { suppressedRepo } from "../events/index.ts";
import type { Advanced } from "../runs/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { differences, generalPath, type Ignored } from "./compare.ts";
import { type FindingDoc, findingsRepo, type Settled } from "./findings-repo.ts";
import { digestOf, isErased, judge } from "./scan.ts";
import type { Work } from "./work.ts";

const AT_ONCE = 5;
const CHUNK = 25;
const SAMPLES = 50;
/** So long a webhook may be on its way before a difference is one. */
const GRACE_MS = 10_000;

/**
 * Asks the provider again for candidates: a difference counts if it is still there, and neither the object nor the
 * document has changed since the scan.
 */
export async function confirm(
  ctx: Ctx,
  work: Work,
  checkpoint: Checkpoint,
  ignored: Ignored,
): Promise<Advanced> {
  const repo = findingsRepo(ctx.db);
  const open = await repo.candidates(work.run._id, checkpoint.asked, CHUNK);
  const last = open.at(-1);
  if (!last) return { checkpoint: { ...checkpoint, phase: "report" } };
  const wait = graceOf(ctx, checkpoint);
  if (wait) return wait;
  const samples = { ...checkpoint.samples };
  const counts = { requests: 0, confirmed: 0, found: 0 };
  for (let from = 0; from < open.length; from += AT_ONCE) {
    const some = open.slice(from, from + AT_ONCE);
    const done = await Promise.allSettled(some.map((candidate) => settle(ctx, work, candidate, ignored)));
    const settled = done.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    await repo.settle(settled.map((one) => sampled(one, samples)));
    counts.requests += some.length;
    counts.confirmed += settled.length;
    counts.found += settled.filter(({ state }) => state === "found").length;
    for (const one of done) if (one.status === "rejected") throw one.reason;
  }
  return {
    checkpoint: { ...checkpoint, asked: last._id, samples },
    counts,
    at: "Asking again for what differs",
  };
}

/** Until what was on its way while the lists were read has surely come. */
function graceOf(ctx: Ctx, checkpoint: Checkpoint): Advanced | undefined {
  if (checkpoint.notBefore === undefined) {
    const until = new Date(Date.now() + GRACE_MS * ctx.config.SLUICE_TIME_SCALE);
    return {
      checkpoint: { ...checkpoint, notBefore: until.getTime() },
      end: { waitUntil: until, reason: "Letting webhooks arrive that are on their way." },
    };
  }
  if (checkpoint.notBefore <= Date.now()) return undefined;
  return {
    checkpoint,
    end: {
      waitUntil: new Date(checkpoint.notBefore),
      reason: "Letting webhooks arrive that are on their way.",
    },
  };
}

/** Differences are kept of the first alone. */
function sampled(settled: Settled, samples: Record<string, number>): Settled {
  if (settled.state !== "found" || !settled.differences) return settled;
  const key = `${settled._id.split(":")[1]} ${settled.kind}`;
  samples[key] = (samples[key] ?? 0) + 1;
  if ((samples[key] ?? 0) <= SAMPLES) return settled;
  const { differences: _differences, ...rest } = settled;
  return rest;
}

async function settle(ctx: Ctx, work: Work, candidate: FindingDoc, ignored: Ignored): Promise<Settled> {
  const { _id, kind, listed, collection, objectId } = candidate;
  const as = (state: Settled["state"], reason?: string): Settled => ({
    _id,
    kind,
    state,
    ...(reason && { reason }),
  });
  const scopes = [work.run.workspaceId, work.run.jobId];
  if (await suppressedRepo(ctx.db).has(scopes, objectId)) return as("left_out", "It was erased.");
  const snapshot = await found(work, collection, objectId);
  if (typeof snapshot === "string") return as("unproven", snapshot);
  // After the answer: what was written because of a later change is seen.
  const { here, buried } = await lookUp(work, collection, objectId);
  if (isErased(buried)) return as("left_out", "It was erased.");
  const since = work.run.startedAt.getTime();
  const writtenAt = here?.syncedAt ?? buried?.deletedAt;
  if (writtenAt && writtenAt.getTime() >= since) return as("changed", "The document was written meanwhile.");
  const [shaped] = await work.shaped([snapshot]);
  const judged = judge(shaped, here, ignored);
  if (judged.kind === "left_out") return as("left_out");
  if (judged.kind === "failed") return as("unproven", judged.reason);
  if (judged.kind === "equal") return as(listed ? "changed" : "equal");
  if (listed && judged.finding === "extra") return as("changed", "It was deleted meanwhile.");
  if ((here?.version ?? undefined) !== candidate.version)
    return as("changed", "The document was written meanwhile.");
  const isOther =
    candidate.digest !== undefined && judged.fields && digestOf(judged.fields) !== candidate.digest;
  if (isOther) return as("changed", "The object changed while it was compared.");
  const differing =
    judged.finding === "stale" && judged.fields && here
      ? differences(judged.fields, here.fields, ignored)
      : wholly(judged.fields, here);
  const reason = judged.reason ?? (buried && `Deleted here by ${buried.eventId}, and the provider has it.`);
  return {
    _id,
    kind: judged.finding,
    state: "found",
    differences: differing,
    ...(judged.finding === "stale" && {
      paths: [...new Set(differing.map(({ path }) => generalPath(path)))].slice(0, 20),
    }),
    ...(reason && { reason }),
    ...(writtenAt && { syncedAt: writtenAt }),
  };
}

/** One object as the provider has it, or why it does not say. @throws ProviderError where waiting may help. */
export async function found(work: Work, collection: string, id: string): Promise<Snapshot | string> {
  try {
    const snapshot = await work.api.find(work.access, collection, id);
    return snapshot ?? "The provider cannot be asked for one of these by its id.";
  } catch (error) {
    if (error instanceof ProviderError && error.code === "refused") return error.message;
    throw error;
  }
}

export async function lookUp(work: Work, collection: string, id: string) {
  const name = work.collectionOf(collection);
  const held = await readHeld(work.db, name, [id]);
  const here = held.get(id);
  const buried = here ? undefined : (await readBuried(work.db, name, [id])).get(id);
  return { here, buried };
}

/** Of what is on one side alone: its fields. */
const wholly = (fields: Readonly<Record<string, unknown>> | undefined, here: Held | undefined) =>
  differences(fields ?? {}, fields ? {} : (here?.fields ?? {}));
