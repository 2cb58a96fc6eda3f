import type { ApplyOptions, Change, TieEvent } from "./change.ts";
import { documentOf } from "./destination-document.ts";
import type { GuardedWrite } from "./guarded-write.ts";
import { greatest, type Target } from "./plan.ts";
import { formatVersion, isResolvable, versionPrefix } from "./version.ts";

/** An object whose newest events cannot be ordered by their version alone. */
export interface Tie {
  readonly target: Target;
  /** The event whose state the destination holds now, if it is one of the tie. */
  readonly storedEventId?: string | undefined;
}

interface Candidate {
  readonly eventId: string;
  readonly payload?: unknown;
  readonly change: Change;
}

/**
 * Decides ties from all events the ledger knows of them (one lookup), and says what to write. The number of
 * events known goes into the version, so that a decision on more of them replaces one on fewer.
 * `excluded`: events whose document the destination refused.
 */
export async function resolveTies(
  ties: readonly Tie[],
  options: ApplyOptions,
  excluded: ReadonlySet<string>,
): Promise<GuardedWrite[]> {
  const resolvable = ties.filter(({ target }) => isResolvable(target.prefix));
  const keys = new Set(
    resolvable.flatMap(({ target }) => target.heads.flatMap((head) => head.change.tieKey ?? [])),
  );
  const events = keys.size > 0 ? await options.ties([...keys]) : [];
  const byObject = Map.groupBy(candidatesOf(events, options), ({ key }) => key);
  return ties.map((tie) => {
    const key = keyOf(tie.target.heads[0]!.change, tie.target.prefix);
    const known = isResolvable(tie.target.prefix) ? (byObject.get(key) ?? []) : [];
    return decide(tie, known, options, excluded);
  });
}

interface KnownEvent extends TieEvent {
  readonly key: string;
  readonly mapping: Change["mapping"];
}

const keyOf = ({ mapping }: Pick<Change, "mapping">, prefix: string) =>
  `${mapping.collection}\0${mapping.id}\0${prefix}`;

function candidatesOf(events: readonly TieEvent[], options: ApplyOptions): KnownEvent[] {
  const seen = new Set<string>();
  return events.flatMap(({ eventId, payload }) => {
    if (seen.has(eventId)) return [];
    seen.add(eventId);
    const mapping = options.connector.map(payload);
    if (mapping.kind === "ignored") return [];
    return [{ eventId, payload, mapping, key: keyOf({ mapping }, versionPrefix(mapping.at, mapping.rank)) }];
  });
}

function decide(
  { target, storedEventId }: Tie,
  events: readonly KnownEvent[],
  options: ApplyOptions,
  excluded: ReadonlySet<string>,
): GuardedWrite {
  const heads = new Map(target.heads.map((head) => [head.change.eventId, head.change]));
  const known = events
    .filter(({ eventId }) => !excluded.has(eventId))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1))
    .map(
      (event): Candidate => ({
        ...event,
        change: heads.get(event.eventId) ?? changeOf(event, target, options),
      }),
    );
  const ids = new Set(known.map(({ eventId }) => eventId));
  const unknown = target.heads.filter((head) => !ids.has(head.change.eventId));
  const revision = target.heads[0]!.change.revision ?? 0;

  if (unknown.length > 0 || known.length === 0) {
    const candidates = [...known.map(({ change }) => change), ...unknown.map(({ change }) => change)];
    const winner = candidates.reduce((best, change) => (change.eventId > best.eventId ? change : best));
    const ambiguous = isResolvable(target.prefix);
    return writeOf(
      target,
      winner,
      isResolvable(target.prefix) ? candidates.length : 1,
      ambiguous,
      revision,
      options,
    );
  }
  const resolution = options.connector.resolveTie(known.map(({ payload }) => payload));
  const overlooked = storedEventId !== undefined && !ids.has(storedEventId) && !excluded.has(storedEventId);
  const winner = known[resolution.winner]!.change;
  return writeOf(target, winner, known.length, resolution.ambiguous || overlooked, revision, options);
}

/** An event of the tie that is not in the batch: worked on already, or soon. */
function changeOf(event: KnownEvent, target: Target, options: ApplyOptions): Change {
  const sibling = greatest(target.heads).change;
  const envelope = options.connector.envelope(event.payload);
  return {
    ...sibling,
    eventId: event.eventId,
    eventType: typeof envelope === "string" ? sibling.eventType : envelope.type,
    mapping: event.mapping,
    via: "webhook",
    manual: false,
  };
}

function writeOf(
  target: Target,
  change: Change,
  known: number,
  ambiguous: boolean,
  revision: number,
  options: ApplyOptions,
): GuardedWrite {
  const version = formatVersion(target.prefix, known, change.eventId, revision);
  const flags = { ambiguous, deleted: change.mapping.operation === "delete" };
  const document = documentOf(change, version, options.now, flags);
  return { target, eventId: change.eventId, version, threshold: version, ambiguous, document };
}
