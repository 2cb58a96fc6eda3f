import { createHash } from "node:crypto";
import type { ObjectPage, Snapshot } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { asHeld, type Buried, type Held, readBuried, readHeld } from "../destinations/index.ts";
import { type Advanced, RunFailed, type RunStep } from "../runs/index.ts";
import type { Shaped } from "../sync-jobs/index.ts";
import { type Checkpoint, MOST_CANDIDATES, tallied, tallyOf } from "./checkpoint.ts";
import { differences, type Ignored, isSame } from "./compare.ts";
import { type FindingDoc, findingId, findingsRepo } from "./findings-repo.ts";
import { seenRepo } from "./seen-repo.ts";
import type { Work } from "./work.ts";

/** Pages are written down together as long as that takes no longer. */
const TOGETHER_MS = 300;
/** Of a tombstone that an erasure made for good. */
const FOR_GOOD = "9".repeat(16);

/** Reads the next pages of the provider's list and compares them with the destination. */
export async function scan(
  ctx: Ctx,
  work: Work,
  checkpoint: Checkpoint,
  step: RunStep,
  ignored: Ignored,
): Promise<Advanced> {
  const entity = checkpoint.entities[checkpoint.at] as string;
  const until = Math.min(step.until, Date.now() + TOGETHER_MS);
  let { cursor, page } = checkpoint;
  const sum = { read: 0, leftOut: 0, beyondListed: 0 };
  const ids: string[] = [];
  const found: FindingDoc[] = [];
  let pages = 0;
  let said: number | undefined;
  let next: string | undefined;
  do {
    const got = await readPage(work, step, entity, cursor);
    next = got.next;
    if (next !== undefined) readAhead(work, step, entity, next);
    const { leftOut, candidates } = await comparePage(work, entity, got.snapshots, ignored);
    const room = MOST_CANDIDATES - tallyOf(checkpoint, entity).candidates - found.length;
    found.push(...candidates.slice(0, Math.max(0, room)));
    ids.push(...got.snapshots.map(({ id }) => id));
    sum.read += got.snapshots.length;
    sum.leftOut += leftOut;
    sum.beyondListed += candidates.length - Math.min(candidates.length, Math.max(0, room));
    said = Math.max(said ?? 0, got.total ?? 0) || undefined;
    pages += 1;
    page += 1;
    cursor = next;
  } while (next !== undefined && Date.now() < until);
  await Promise.all([
    seenRepo(ctx.db).put(work.run, entity, { from: checkpoint.page, count: pages }, ids),
    findingsRepo(ctx.db).add(found),
  ]);
  const tallies = tallied(checkpoint, entity, { ...sum, candidates: found.length });
  const isLast = next === undefined;
  const after: Checkpoint = isLast
    ? { ...without(checkpoint), at: checkpoint.at + 1, page: 0, tallies }
    : { ...checkpoint, cursor: next as string, page, tallies };
  return {
    checkpoint: after.at === after.entities.length ? { ...after, phase: "extras", at: 0 } : after,
    counts: { pages, objects: sum.read, requests: pages, candidates: found.length },
    at: placeOf(work, checkpoint, "Comparing"),
  };
}

const without = ({ cursor: _cursor, after: _after, ...rest }: Checkpoint): Checkpoint => rest;

/** `Comparing customers, 1 of 3`. */
export function placeOf(work: Work, { entities, at }: Checkpoint, doing: string): string {
  const title =
    work.api.entities.find(({ collection }) => collection === entities[at])?.title ?? entities[at];
  return `${doing}: ${title}, ${at + 1} of ${entities.length}`;
}

interface Ahead {
  readonly key: string;
  readonly page: Promise<ObjectPage>;
}

async function readPage(
  work: Work,
  step: RunStep,
  entity: string,
  cursor: string | undefined,
): Promise<ObjectPage> {
  const ahead = step.memory.get("ahead") as Ahead | undefined;
  step.memory.delete("ahead");
  const page =
    ahead?.key === `${entity} ${cursor}`
      ? await ahead.page
      : await work.api.list(work.access, entity, cursor);
  if (page.next !== undefined && page.next === cursor)
    throw new RunFailed(`The provider's list of ${entity} does not come to an end: it gave one page twice.`);
  return page;
}

/** The next page is on its way while this one is compared. */
function readAhead(work: Work, step: RunStep, entity: string, cursor: string): void {
  if (Date.now() > step.until) return;
  const page = work.api.list(work.access, entity, cursor);
  page.catch(() => {});
  step.memory.set("ahead", { key: `${entity} ${cursor}`, page } satisfies Ahead);
}

async function comparePage(
  work: Work,
  entity: string,
  snapshots: readonly Snapshot[],
  ignored: Ignored,
): Promise<{ leftOut: number; candidates: FindingDoc[] }> {
  const collection = work.collectionOf(entity);
  const held = await readHeld(
    work.db,
    collection,
    snapshots.map(({ id }) => id),
  );
  const absent = snapshots.filter(({ id }) => !held.has(id)).map(({ id }) => id);
  const buried = await readBuried(work.db, collection, absent);
  let leftOut = 0;
  const candidates: FindingDoc[] = [];
  const shaped = await work.shaped(snapshots);
  for (const [at, snapshot] of snapshots.entries()) {
    const here = held.get(snapshot.id);
    if (isErased(buried.get(snapshot.id))) {
      leftOut += 1;
      continue;
    }
    const judged = judge(shaped[at], here, ignored);
    if (judged.kind === "left_out") leftOut += 1;
    if (judged.kind === "equal" || judged.kind === "left_out") continue;
    candidates.push({
      _id: findingId(work.run._id, entity, snapshot.id),
      workspaceId: work.run.workspaceId,
      jobId: work.run.jobId,
      runId: work.run._id,
      collection: entity,
      objectId: snapshot.id,
      listed: true,
      kind: judged.kind === "failed" ? "stale" : judged.finding,
      state: "candidate",
      ...(judged.kind === "differs" && judged.fields && { digest: digestOf(judged.fields) }),
      ...(here && { version: here.version }),
    });
  }
  return { leftOut, candidates };
}

export type Judged =
  | { readonly kind: "equal" }
  | { readonly kind: "left_out" }
  /** What should be there cannot be told. */
  | { readonly kind: "failed"; readonly reason: string }
  | {
      readonly kind: "differs";
      readonly finding: FindingDoc["kind"];
      /** What should be there; absent where nothing should. */
      readonly fields?: Readonly<Record<string, unknown>>;
      readonly reason?: string;
    };

/** What the destination's document is, measured by what the provider says; undefined where it says that it is gone. */
export function judge(shaped: Shaped | undefined, here: Held | undefined, ignored: Ignored): Judged {
  const isHere = here !== undefined && !here.isDeleted;
  if (!shaped) return isHere ? { kind: "differs", finding: "extra" } : { kind: "equal" };
  if (shaped.kind === "left_out") return { kind: "left_out" };
  if (shaped.kind === "failed") return { kind: "failed", reason: shaped.message };
  if (!here) return { kind: "differs", finding: "missing", fields: asHeld(shaped.document) };
  if (here.isDeleted)
    return {
      kind: "differs",
      finding: "missing",
      fields: asHeld(shaped.document),
      reason: "The destination's document is marked as deleted.",
    };
  const { _id, _sync_metadata, ...plain } = shaped.document;
  if (isSame(plain, here.fields)) return { kind: "equal" };
  const fields = asHeld(shaped.document);
  if (differences(fields, here.fields, ignored).length === 0) return { kind: "equal" };
  return { kind: "differs", finding: "stale", fields };
}

export const isErased = (buried: Buried | undefined): boolean =>
  buried?.version.startsWith(FOR_GOOD) === true;

/** The same for what is the same, whatever the order of keys. */
export const digestOf = (fields: unknown): string =>
  createHash("sha256").update(JSON.stringify(fields, sortedKeys)).digest("base64url");

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
