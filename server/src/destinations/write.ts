import type { Db } from "mongodb";
import { LaneError } from "../platform/lane-error.ts";
import type { ApplyOptions, Change, Outcome } from "./change.ts";
import { documentOf, refusal } from "./document.ts";
import { allDone, type GuardedWrite, guardedWrite, type WriteResult } from "./guarded-write.ts";
import { type Member, memberOf, plan, type Target } from "./plan.ts";
import { resolveTies, type Tie } from "./ties.ts";
import { buryRevived, deleteHard } from "./tombstones.ts";
import { formatVersion, parseVersion } from "./version.ts";

export type { ApplyOptions, Change, MappedChange, Outcome, TieEvent } from "./change.ts";

/** A write that loses this many races in a row is left to the lane's next try. */
const ROUNDS = 8;

/**
 * Brings changes into the destination, the newest of each object winning whatever the order, the batches or
 * the overlap with other callers (RULES 15-19). Idempotent. Outcomes are in the order of `changes`.
 * @throws LaneError when the destination cannot be used; what was written until then may be sent again.
 */
export const applyChanges = async (
  destination: Db,
  changes: readonly Change[],
  options: ApplyOptions,
): Promise<Outcome[]> =>
  (await applySome(destination, changes, options, Number.POSITIVE_INFINITY)) as Outcome[];

/**
 * As `applyChanges`, but ties of events that there is no time to decide until `until` are left as they are, without
 * an outcome. At least one is decided.
 */
export async function applySome(
  destination: Db,
  changes: readonly Change[],
  options: ApplyOptions,
  until: number,
): Promise<(Outcome | undefined)[]> {
  const outcomes = new Array<Outcome | undefined>(changes.length);
  let open: Member[] = [];
  for (const [index, change] of changes.entries()) {
    const error = refusal(change);
    if (error) outcomes[index] = { kind: "failed", error };
    else open.push(memberOf(change, index));
  }
  const refused = new Set<string>();
  options.faults.at("sync:before-write");
  while (open.length > 0) {
    const targets = plan(open);
    await applyTargets(destination, targets, options, { refused, until });
    open = targets.flatMap((target) => conclude(target, outcomes, refused));
  }
  options.faults.at("sync:after-effect");
  return outcomes;
}

interface Bounds {
  /** Events whose document the destination refused. */
  readonly refused: ReadonlySet<string>;
  readonly until: number;
}

async function applyTargets(
  db: Db,
  targets: readonly Target[],
  options: ApplyOptions,
  bounds: Bounds,
): Promise<void> {
  const isHardDelete = ({ heads }: Target) =>
    options.deleteMode === "hard" && heads.every(({ change }) => change.mapping.operation === "delete");
  const { deletes = [], upserts = [] } = Object.groupBy(targets, (target) =>
    isHardDelete(target) ? "deletes" : "upserts",
  );
  await allDone([deleteHard(db, deletes, options), replaceOlder(db, upserts, options, bounds)]);
  options.faults.at("sync:after-write");
  await buryRevived(db, upserts);
}

/** Ordinary writes first; what turns out to be a tie is resolved and written again with a stricter guard. */
async function replaceOlder(
  db: Db,
  targets: readonly Target[],
  options: ApplyOptions,
  { refused, until }: Bounds,
): Promise<void> {
  let writes: GuardedWrite[] = [];
  let ties: Tie[] = [];
  for (const target of targets) {
    if (target.heads.length > 1) ties.push({ target });
    else writes.push(ordinaryWrite(target, options.now));
  }
  for (let round = 0; writes.length + ties.length > 0; round += 1) {
    if (round === ROUNDS)
      throw new LaneError("Documents of the destination changed faster than they could be written");
    // Only the first round writes without waiting for the ledger's answer.
    const isTime = ties.length > 0 && (round > 0 || writes.length === 0);
    const resolved = isTime ? await resolveTies(ties, options, refused, until) : [];
    for (const { target } of isTime ? ties.slice(resolved.length) : [])
      target.verdict = { kind: "undecided" };
    const postponed = isTime ? [] : ties;
    const batch = [...writes, ...resolved];
    const results = await guardedWrite(db, batch, options.now);
    writes = [];
    ties = [...postponed];
    for (const [index, result] of results.entries()) {
      const next = judge(batch[index]!, result);
      if (next === "again") writes.push(batch[index]!);
      else if (next) ties.push(next);
    }
  }
}

export function ordinaryWrite(target: Target, now: Date): GuardedWrite {
  const { change } = target.heads[0]!;
  const version = formatVersion(target.prefix, 1, change.eventId, change.revision);
  const flags = { ambiguous: false, deleted: change.mapping.operation === "delete" };
  const document = documentOf(change, version, now, flags);
  return { target, eventId: change.eventId, version, threshold: target.prefix, ambiguous: false, document };
}

/** Sets the target's verdict, or says what is left to do. */
export function judge(write: GuardedWrite, result: WriteResult): Tie | "again" | undefined {
  const { target, eventId, version, threshold, ambiguous } = write;
  if (result.kind === "failed") {
    target.verdict = { kind: "failed", eventId, error: result.error };
    return undefined;
  }
  if (result.kind === "applied") {
    target.verdict = { kind: "stored", version, by: eventId, fresh: true, ambiguous };
    return undefined;
  }
  const { found } = result;
  const stored = parseVersion(found?.version);
  if (!found || found.version === undefined || (stored && stored.prefix < target.prefix)) return "again";
  if (!stored) {
    const message =
      "The document's _sync_metadata.version is not one this product wrote, so it was left alone";
    target.verdict = { kind: "failed", eventId, error: { code: "foreign_version", message } };
    return undefined;
  }
  const revision = target.heads[0]!.change.revision ?? 0;
  const isOpen =
    threshold === version
      ? String(found.version) < version
      : stored.eventId !== eventId || stored.revision < revision;
  if (stored.prefix === target.prefix && isOpen) return { target, storedEventId: stored.eventId };
  const { fresh } = found;
  target.verdict = {
    kind: "stored",
    version: String(found.version),
    by: stored.eventId,
    fresh,
    ambiguous: found.ambiguous,
  };
  return undefined;
}

/** Writes down the outcomes; returns the changes that a refused document gives another chance. */
function conclude(target: Target, outcomes: (Outcome | undefined)[], refused: Set<string>): Member[] {
  const { verdict, heads, repeats, older } = target;
  const members = [...heads, ...repeats, ...older];
  if (verdict?.kind === "undecided") return [];
  if (!verdict) throw new Error(`No verdict on ${target.collection} ${target.id}`);
  if (verdict.kind === "failed") {
    refused.add(verdict.eventId);
    const failed = members.filter(
      (member) => member.prefix === target.prefix && member.change.eventId === verdict.eventId,
    );
    for (const { index } of failed) outcomes[index] = { kind: "failed", error: verdict.error };
    return members.filter((member) => !failed.includes(member));
  }
  const mark = verdict.ambiguous && { ambiguous: true as const };
  for (const { index, change, prefix } of members) {
    const own = change.eventId === verdict.by && prefix === target.prefix;
    if (!own) outcomes[index] = { kind: "superseded", by: verdict.by, ...mark };
    else
      outcomes[index] = {
        kind: verdict.fresh && heads.some((head) => head.index === index) ? "applied" : "unchanged",
        ...mark,
      };
  }
  return [];
}
