import type { ApplyOptions, Change, TieEvent } from "./change.ts";
import { documentOf } from "./document.ts";
import type { GuardedWrite } from "./guarded-write.ts";
import { greatest, type Target } from "./plan.ts";
import { formatVersion, isResolvable, versionPrefix } from "./version.ts";

/** An object whose newest events cannot be ordered by their version alone. */
export interface Tie {
  readonly target: Target;
  /** The event whose state the destination holds now, if it is one of the tie. */
  readonly storedEventId?: string | undefined;
}

/**
 * Decides ties from all events the ledger knows of them (one lookup), and says what to write. The number of
 * events known goes into the version, so that a decision on more of them replaces one on fewer.
 * `excluded`: events whose document the destination refused.
 */
export async function resolveTies(
  ties: readonly Tie[],
  options: TieOptions,
  excluded: ReadonlySet<string>,
): Promise<GuardedWrite[]> {
  const resolvable = ties.filter(({ target }) => isResolvable(target.prefix));
  const keys = new Set(
    resolvable.flatMap(({ target }) => target.heads.flatMap((head) => head.change.tieKey ?? [])),
  );
  const events = keys.size > 0 ? await options.ties([...keys]) : [];
  const byObject = Map.groupBy(knownEvents(events, options), ({ key }) => key);
  return ties.map((tie) => {
    const key = keyOf(tie.target.heads[0]!.change, tie.target.prefix);
    const known = isResolvable(tie.target.prefix) ? (byObject.get(key) ?? []) : [];
    return decide(tie, known, options, excluded);
  });
}

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

function decide(
  { target, storedEventId }: Tie,
  events: readonly KnownEvent[],
  options: TieOptions,
  excluded: ReadonlySet<string>,
): GuardedWrite {
  const isManualOrSnapshot = !isResolvable(target.prefix);
  if (isManualOrSnapshot)
    return writeOf(target, greatest(target.heads).change, { known: 1, ambiguous: false }, options);
  const heads = new Map(target.heads.map((head) => [head.change.eventId, head.change]));
  const ids = new Set(events.map(({ eventId }) => eventId));
  const considered = [
    ...new Set([...ids, ...heads.keys(), ...(storedEventId === undefined ? [] : [storedEventId])]),
  ];
  const known = events
    .filter(({ eventId }) => !excluded.has(eventId))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
    .map((event) => ({ ...event, change: heads.get(event.eventId) ?? changeOf(event, target) }));
  const unknown = target.heads.filter(({ change }) => !ids.has(change.eventId)).map(({ change }) => change);
  if (unknown.length > 0 || known.length === 0) {
    const candidates = [...known.map(({ change }) => change), ...unknown];
    const winner = candidates.reduce((best, change) => (change.eventId > best.eventId ? change : best));
    return writeOf(target, winner, { known: candidates.length, ambiguous: true, considered }, options);
  }
  const resolution = options.connector.resolveTie(
    known.map(({ payload }) => payload),
    known.map(({ type }) => type),
  );
  const isStoredUnknown = storedEventId !== undefined && !ids.has(storedEventId);
  const ambiguous = resolution.ambiguous || isStoredUnknown;
  return writeOf(
    target,
    known[resolution.winner]!.change,
    { known: known.length, ambiguous, considered },
    options,
  );
}

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
