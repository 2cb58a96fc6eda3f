import type { ApplyOptions, Change, MappedChange, TieEvent } from "./change.ts";
import { documentOf } from "./document.ts";
import type { GuardedWrite } from "./guarded-write.ts";
import { greatest, type Target } from "./plan.ts";
import { CROWD, formatVersion, isResolvable, versionPrefix } from "./version.ts";

/** An object whose newest events cannot be ordered by their version alone. */
export interface Tie {
  readonly target: Target;
  /** The event whose state the destination holds now, if it is one of the tie. */
  readonly storedEventId?: string | undefined;
}

/** Ties whose events are in memory at once. */
const AT_ONCE = 16;

/**
 * Decides ties from all events the ledger knows of them, and says what to write: for as many as there is time for
 * until `until`, at least one, from the first on. The number of events known goes into the version, so that a
 * decision on more of them replaces one on fewer. `excluded`: events whose document the destination refused.
 */
export async function resolveTies(
  ties: readonly Tie[],
  options: TieOptions,
  excluded: ReadonlySet<string>,
  until = Number.POSITIVE_INFINITY,
): Promise<GuardedWrite[]> {
  const writes: GuardedWrite[] = [];
  for (let from = 0; from < ties.length; from += AT_ONCE) {
    const some = ties.slice(from, from + AT_ONCE);
    const resolvable = some.filter(({ target }) => isResolvable(target.prefix));
    const keys = new Set(resolvable.flatMap(keysOf));
    const events = keys.size > 0 ? await options.ties([...keys]) : [];
    const crowds = new Set(events.flatMap(({ crowdOf }) => crowdOf ?? []));
    const byObject = Map.groupBy(knownEvents(events, options), ({ key }) => key);
    for (const tie of some) {
      if (writes.length > 0 && Date.now() >= until) return writes;
      const known = byObject.get(keyOf(tie.target.heads[0]!.change, tie.target.prefix)) ?? [];
      const isCrowd = keysOf(tie).some((key) => crowds.has(key));
      writes.push(await decide(tie, { known, isCrowd }, options, excluded));
    }
  }
  return writes;
}

const keysOf = ({ target }: Tie): string[] => target.heads.flatMap((head) => head.change.tieKey ?? []);

/** What is needed to decide a tie. */
export type TieOptions = Pick<ApplyOptions, "connector" | "ties" | "now">;

interface KnownEvent extends TieEvent {
  readonly key: string;
  readonly mapping: Change["mapping"];
}

const keyOf = ({ mapping }: Pick<Change, "mapping">, prefix: string) =>
  `${mapping.collection}\0${mapping.id}\0${prefix}`;

function knownEvents(events: readonly TieEvent[], options: TieOptions): KnownEvent[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const { eventId, type, payload } = event;
    if (seen.has(eventId)) return [];
    seen.add(eventId);
    const mapping = options.connector.map(payload, type);
    if (mapping.kind === "ignored") return [];
    return [{ ...event, mapping, key: keyOf({ mapping }, versionPrefix(mapping.at, mapping.rank)) }];
  });
}

async function decide(
  { target, storedEventId }: Tie,
  { known: events, isCrowd }: { readonly known: readonly KnownEvent[]; readonly isCrowd: boolean },
  options: TieOptions,
  excluded: ReadonlySet<string>,
): Promise<GuardedWrite> {
  const isManualOrSnapshot = !isResolvable(target.prefix);
  if (isManualOrSnapshot)
    return writeOf(target, greatest(target.heads).change, { known: 1, ambiguous: false }, options);
  const heads = new Map(target.heads.map((head) => [head.change.eventId, head.change]));
  const ids = new Set(events.map(({ eventId }) => eventId));
  const considered = [
    ...new Set([...ids, ...heads.keys(), ...(storedEventId === undefined ? [] : [storedEventId])]),
  ];
  const open = events
    .filter(({ eventId }) => !excluded.has(eventId))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  if (isCrowd) {
    const winner = await greatestOf(open.toReversed(), target, heads, options);
    return writeOf(target, winner, { known: CROWD, ambiguous: true, considered }, options);
  }
  const known = await changesOf(open, target, heads, options);
  const kept = new Set(known.map(({ change }) => change.eventId));
  const unknown = target.heads.filter(({ change }) => !kept.has(change.eventId)).map(({ change }) => change);
  if (unknown.length > 0 || known.length === 0) {
    const candidates = [...known.map(({ change }) => change), ...unknown];
    const winner = candidates.reduce((best, change) => (change.eventId > best.eventId ? change : best));
    return writeOf(target, winner, { known: candidates.length, ambiguous: true, considered }, options);
  }
  const resolution = options.connector.resolveTie(
    known.map(({ payload }) => payload),
    known.map(({ type }) => type),
  );
  const isStoredUnknown = storedEventId !== undefined && !kept.has(storedEventId);
  const ambiguous = resolution.ambiguous || isStoredUnknown;
  return writeOf(
    target,
    known[resolution.winner]!.change,
    { known: known.length, ambiguous, considered },
    options,
  );
}

/** The greatest id of those that the job stores, `events` being in descending order. */
async function greatestOf(
  events: readonly KnownEvent[],
  target: Target,
  heads: ReadonlyMap<string, Change>,
  options: TieOptions,
): Promise<Change> {
  const best = greatest(target.heads).change;
  for (const event of events) {
    if (event.eventId <= best.eventId) break;
    const [kept] = await changesOf([event], target, heads, options);
    if (kept) return kept.change;
  }
  return best;
}

/** What the job makes of each event that it stores; those of the batch are shaped already. */
async function changesOf(
  events: readonly KnownEvent[],
  target: Target,
  heads: ReadonlyMap<string, Change>,
  { connector: { shapeAll } }: TieOptions,
): Promise<(KnownEvent & { readonly change: Change })[]> {
  const open = events.filter(({ eventId }) => !heads.has(eventId));
  const shaped = new Map<string, { readonly kind: string }>();
  while (shapeAll && shaped.size < open.length) {
    const left = open.slice(shaped.size);
    const items = left.map(({ mapping, type }) => ({ mapping, event: { type, at: mapping.at } }));
    for (const [index, one] of (await shapeAll(items)).entries()) shaped.set(left[index]!.eventId, one);
  }
  return events.flatMap((event) => {
    const head = heads.get(event.eventId);
    if (head) return [{ ...event, change: head }];
    const mapping = shapeAll ? shaped.get(event.eventId) : event.mapping;
    return mapping && isChange(mapping)
      ? [{ ...event, change: changeOf({ ...event, mapping }, target) }]
      : [];
  });
}

const isChange = (shaped: { readonly kind: string }): shaped is MappedChange => shaped.kind === "change";

/** An event of the tie that is not in the batch: worked on already, or soon. */
function changeOf(event: KnownEvent, target: Target): Change {
  const sibling = greatest(target.heads).change;
  return {
    ...sibling,
    eventId: event.eventId,
    eventType: event.type,
    mapping: event.mapping,
    via: "webhook",
    manual: false,
  };
}

interface Decision {
  readonly known: number;
  readonly ambiguous: boolean;
  readonly considered?: readonly string[];
}

function writeOf(target: Target, change: Change, decision: Decision, options: TieOptions): GuardedWrite {
  const { known, ambiguous, considered } = decision;
  const version = formatVersion(target.prefix, known, change.eventId, target.heads[0]!.change.revision);
  const flags = { ambiguous, deleted: change.mapping.operation === "delete" };
  const document = documentOf(change, version, options.now, flags);
  const write = { target, eventId: change.eventId, version, threshold: version, ambiguous, document };
  return considered ? { ...write, considered } : write;
}
