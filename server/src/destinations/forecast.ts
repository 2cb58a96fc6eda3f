import type { Db } from "mongodb";
import type { DocumentError, Stored } from "./bulk.ts";
import type { ApplyOptions, Change, Outcome } from "./change.ts";
import { refusal } from "./document.ts";
import { type GuardedWrite, wouldReplace } from "./guarded-write.ts";
import { lookUp, metadataOf, type Present } from "./look-up.ts";
import { type Member, memberOf, plan, type Target, type Verdict } from "./plan.ts";
import { refusedByCollection } from "./refused-by-collection.ts";
import { resolveTies, type TieOptions } from "./ties.ts";
import { survivor } from "./tombstones.ts";
import { formatVersion } from "./version.ts";
import { judge, ordinaryWrite } from "./write.ts";

export interface Forecast {
  readonly outcome: Outcome;
  readonly now: Stored | undefined;
  /** As the write would leave it; undefined where there is none. */
  readonly after: Stored | undefined;
  /** Of what would be written. */
  readonly version?: string;
  /** What could not be checked without writing. */
  readonly unchecked: readonly string[];
}

/**
 * What `applyChanges` would do with one change now, told without writing. The guard is the same; what else is
 * written meanwhile may change the answer.
 * @throws LaneError when the destination cannot be read.
 */
export async function forecastChange(
  db: Db,
  change: Change,
  options: TieOptions & Pick<ApplyOptions, "deleteMode">,
): Promise<Forecast> {
  const [target] = plan([memberOf(change, 0)]) as [Target];
  const present = await lookUp(db, target);
  const now = present.document;
  const refused = refusal(change);
  if (refused) return failed(refused, now);
  if (change.mapping.operation === "delete" && options.deleteMode === "hard")
    return deletion(target, present);

  const write = await decided(target, present, options);
  bury(target, present);
  const outcome = outcomeOf(target);
  if (outcome.kind !== "applied") return { outcome, now, after: now, unchecked: [] };
  const { error, unchecked } = await refusedByCollection(db, target.collection, write.document);
  if (error) return failed(error, now, unchecked);
  return { outcome, now, after: write.document, version: write.version, unchecked };
}

const failed = (
  error: DocumentError,
  now: Stored | undefined,
  unchecked: readonly string[] = [],
): Forecast => ({ outcome: { kind: "failed", error }, now, after: now, unchecked });

/** Sets the target's verdict, and says what was or would be written for it. */
async function decided(target: Target, present: Present, options: TieOptions): Promise<GuardedWrite> {
  const metadata = metadataOf(present.document);
  const found = present.document && {
    version: metadata.version,
    fresh: false,
    ambiguous: metadata.ambiguous === true,
  };
  let write = ordinaryWrite(target, options.now);
  for (;;) {
    const replaces = !found || wouldReplace(write, metadata);
    const tie = judge(write, replaces ? { kind: "applied" } : { kind: "found", found });
    if (!tie || tie === "again") return write;
    [write] = (await resolveTies([tie], options, new Set())) as [GuardedWrite];
  }
}

/** A tombstone that is newer than what is there removes it again. */
function bury(target: Target, { tombstone }: Present): void {
  const { verdict } = target;
  if (!tombstone || verdict?.kind !== "stored" || verdict.version > tombstone.version) return;
  target.verdict = stored(tombstone.version, tombstone.eventId, false);
}

function deletion(target: Target, { document, tombstone }: Present): Forecast {
  const { change } = target.heads[0] as Member;
  const version = formatVersion(target.prefix, 1, change.eventId, change.revision);
  const isBuried = tombstone !== undefined && tombstone.version >= target.prefix;
  target.verdict = isBuried
    ? stored(tombstone.version, tombstone.eventId, false)
    : stored(version, change.eventId, true);
  const kept = metadataOf(document).version;
  if (typeof kept === "string" && kept > version) target.verdict = survivor(document) ?? target.verdict;
  const outcome = outcomeOf(target);
  const isApplied = outcome.kind === "applied";
  const after = isApplied ? undefined : document;
  return { outcome, now: document, after, ...(isApplied && { version }), unchecked: [] };
}

const stored = (version: string, by: string, fresh: boolean): Verdict => ({
  kind: "stored",
  version,
  by,
  fresh,
  ambiguous: false,
});

function outcomeOf({ verdict, heads }: Target): Outcome {
  if (!verdict || verdict.kind === "undecided") throw new Error("No verdict");
  if (verdict.kind === "failed") return { kind: "failed", error: verdict.error };
  const mark = verdict.ambiguous && { ambiguous: true as const };
  if (verdict.by !== heads[0]?.change.eventId) return { kind: "superseded", by: verdict.by, ...mark };
  return { kind: verdict.fresh ? "applied" : "unchanged", ...mark };
}
