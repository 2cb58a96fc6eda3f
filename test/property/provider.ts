import { createHash } from "node:crypto";
import { type Move, machineOf, type ObjectKind } from "./machines.ts";

export type Fields = Record<string, unknown>;

/** One thing that happens at the provider; the numbers choose among what is possible at that moment. */
export interface Action {
  /** Seconds since the action before. */
  readonly gap: number;
  readonly object: number;
  readonly move: number;
  readonly value: number;
}

export interface ProviderEvent {
  readonly id: string;
  readonly object: "event";
  readonly type: string;
  /** Whole seconds, as Stripe sends them. */
  readonly created: number;
  readonly livemode: boolean;
  readonly data: { readonly object: Fields; readonly previous_attributes?: Fields };
}

/** The hidden truth beside what was emitted. */
export interface History {
  /** In the hidden order. */
  readonly events: readonly ProviderEvent[];
  /** Last state by object id; undefined when it was deleted. */
  readonly truth: ReadonlyMap<string, Fields | undefined>;
}

const START = 1_750_000_000;

/**
 * Plays the actions on one object a kind and emits only what Stripe sends: whole seconds, ids in no order,
 * `previous_attributes` on updates, announcements and deletions with the object. `namespace` keeps runs apart.
 */
export function play(kinds: readonly ObjectKind[], actions: readonly Action[], namespace: string): History {
  const events: ProviderEvent[] = [];
  const states = kinds.map((): Fields | undefined => undefined);
  const truth = new Map<string, Fields | undefined>();
  let now = START;
  for (const action of actions) {
    now += action.gap;
    const index = action.object % kinds.length;
    const machine = machineOf(kinds[index]!);
    const id = `${machine.prefix}_${namespace}${index}`;
    if (truth.has(id) && truth.get(id) === undefined) continue;
    const before = states[index];
    const move = before ? pick(machine.moves(before), action.move) : undefined;
    if (before && !move) continue;
    const after = before
      ? apply(before, move!, action.value)
      : { id, object: machine.object, created: now, ...machine.first(action.value) };
    const previous = before && difference(before, after);
    const announced = before ? move!.announces : machine.announces;
    const isSilent = previous && Object.keys(previous).length === 0;
    if (isSilent && !move!.deletes && !move!.repeats) continue;
    if (before && move!.updateType && !isSilent) emit(move!.updateType, after, previous);
    for (const type of announced) emit(type, after);
    states[index] = after;
    truth.set(id, move?.deletes ? undefined : after);
  }
  return { events, truth };

  function emit(type: string, object: Fields, previous?: Fields): void {
    const id = `evt_${createHash("sha256").update(`${events.length}`).digest("base64url").slice(0, 16)}`;
    const data = { object, ...(previous && { previous_attributes: previous }) };
    events.push({ id, object: "event", type, created: now, livemode: false, data });
  }
}

const pick = (moves: readonly Move[], choice: number): Move | undefined =>
  moves[choice % Math.max(moves.length, 1)];

function apply(before: Fields, move: Move, value: number): Fields {
  return { ...before, ...move.change(before, value) };
}

/** What Stripe puts into `previous_attributes`: only what changed, objects key by key, arrays whole, null for new keys. */
export function difference(before: Fields, after: Fields): Fields {
  const previous: Fields = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (isFields(old) && isFields(now)) {
      const inner = difference(old, now);
      if (Object.keys(inner).length > 0) previous[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(now)) {
      previous[key] = old ?? null;
    }
  }
  return previous;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
