import type { Ctx } from "../context.ts";
import { type Held, walkHeld } from "../destinations/index.ts";
import type { Advanced, RunStep } from "../runs/index.ts";
import { type Checkpoint, MOST_CANDIDATES, tallied, tallyOf } from "./checkpoint.ts";
import { type FindingDoc, findingId, findingsRepo } from "./findings-repo.ts";
import { placeOf } from "./scan.ts";
import { type Seen, seenRepo } from "./seen-repo.ts";
import type { Work } from "./work.ts";

const CHUNK = 2_000;

/** Walks on through the destination's documents and notes those that the provider's list did not hold. */
export async function findExtras(
  ctx: Ctx,
  work: Work,
  checkpoint: Checkpoint,
  step: RunStep,
): Promise<Advanced> {
  const { entities, at, part, after } = checkpoint;
  const entity = entities[at] as string;
  const tally = tallyOf(checkpoint, entity);
  const repo = seenRepo(ctx.db);
  const parts = repo.partsOf(tally.read);
  const key = `seen ${entity} ${part}`;
  const seen =
    (step.memory.get(key) as Seen | undefined) ?? (await repo.load(work.run._id, entity, part, parts));
  step.memory.set(key, seen);
  const held = await walkHeld(work.db, work.collectionOf(entity), {
    // Others' are not this key's to prove.
    jobIds: checkpoint.writers ?? [work.run.jobId],
    // What the key cannot list is not extra.
    account: work.job.account,
    after: after ?? "",
    limit: CHUNK,
  });
  const own = held.filter(({ id, isDeleted }) => !isDeleted && repo.isOf(id, part, parts));
  const absent = own.filter(({ id }) => !seen.has(id));
  const unseen = absent.filter((one) => !isForeign(one, checkpoint));
  const room = Math.max(0, MOST_CANDIDATES - tally.candidates);
  const kept = unseen.slice(0, room);
  await findingsRepo(ctx.db).add(
    kept.map(
      ({ id, version }): FindingDoc => ({
        _id: findingId(work.run._id, entity, id),
        workspaceId: work.run.workspaceId,
        jobId: work.run.jobId,
        runId: work.run._id,
        collection: entity,
        objectId: id,
        listed: false,
        kind: "extra",
        state: "candidate",
        version,
      }),
    ),
  );
  const isEnd = held.length < CHUNK;
  const tallies = tallied(checkpoint, entity, {
    inDestination: own.length,
    candidates: kept.length,
    beyondExtra: unseen.length - kept.length,
    foreign: absent.length - unseen.length,
    ...(isEnd && { listed: seen.size }),
  });
  const { after: _after, ...rest } = { ...checkpoint, tallies };
  const place = { at: placeOf(work, checkpoint, "Looking for extra documents") };
  if (!isEnd) return { checkpoint: { ...rest, after: held.at(-1)?.id ?? "" }, ...place };
  step.memory.delete(key);
  if (part + 1 < parts) return { checkpoint: { ...rest, part: part + 1 }, ...place };
  if (at + 1 < entities.length) return { checkpoint: { ...rest, at: at + 1, part: 0 }, ...place };
  return { checkpoint: { ...rest, phase: "confirm", at: 0, part: 0 }, ...place };
}

/** Whether the key's answer that there is no such object would prove nothing. */
const isForeign = ({ livemode }: Held, key: Pick<Checkpoint, "livemode">): boolean =>
  livemode !== undefined && key.livemode !== undefined && livemode !== key.livemode;
