import { randomFrom } from "../property/arrival.ts";
import { difference, type Fields } from "../property/provider.ts";
import type { Clock } from "./clock.ts";
import { type Shelf, shelf } from "./shelf.ts";
import { born, KINDS } from "./stripe-kinds.ts";

export interface StripeEvent {
  readonly id: string;
  readonly object: "event";
  readonly api_version: string;
  readonly type: string;
  /** Whole seconds. */
  readonly created: number;
  readonly livemode: boolean;
  readonly data: { readonly object: Fields; readonly previous_attributes?: Fields };
}

/** An event, and when the log shows it. */
export interface Logged {
  readonly event: StripeEvent;
  readonly visibleAt: number;
}

export const API_VERSION = "2026-10-28.endive";

/** An account's objects, what happens to them, and what is told of it. */
export function stripeWorld(options: { clock: Clock; seed: number; tell: (event: StripeEvent) => void }) {
  const { clock, tell } = options;
  const random = randomFrom(options.seed);
  const shelves = new Map<string, Shelf>(Object.keys(KINDS).map((collection) => [collection, shelf()]));
  const deleted = new Map<string, string>();
  /** In order of `created`. */
  const log: Logged[] = [];
  let lagMs = 0;
  let count = 0;

  const seconds = () => Math.floor(clock.now() / 1000);
  const next = () => {
    count += 1;
    return count.toString(36);
  };
  const newId = (prefix: string) => `${prefix}_${options.seed}x${next()}`;

  function emit(type: string, object: Fields, previous?: Fields): void {
    const id = `evt_${random(2 ** 30).toString(36)}${next()}`;
    const data = { object, ...(previous && { previous_attributes: previous }) };
    const event = {
      id,
      object: "event",
      api_version: API_VERSION,
      type,
      created: seconds(),
      livemode: false,
      data,
    } as const;
    log.push({ event, visibleAt: clock.now() + (lagMs > 0 ? random(lagMs) : 0) });
    tell(event);
  }

  function create(collection: string): Fields {
    const kind = KINDS[collection]!;
    const object = born(kind, newId(kind.machine.prefix), seconds(), random(10));
    shelves.get(collection)!.add(object);
    for (const type of kind.machine.announces) emit(type, object);
    return object;
  }

  /** One thing that may happen to the object next; false where nothing can. */
  function change(collection: string, before: Fields): boolean {
    const { machine } = KINDS[collection]!;
    const moves = machine.moves(before);
    const move = moves[random(moves.length || 1)];
    if (!move) return false;
    const after: Fields = { ...before, ...move.change(before, random(10)) };
    const previous = difference(before, after);
    const isSilent = Object.keys(previous).length === 0;
    if (isSilent && !move.deletes && !move.repeats) return false;
    if (move.deletes) {
      shelves.get(collection)!.remove(before.id as string);
      deleted.set(before.id as string, collection);
    } else shelves.get(collection)!.replace(after);
    if (move.updateType && !isSilent) emit(move.updateType, after, previous);
    for (const type of move.announces) emit(type, after);
    return true;
  }

  return {
    shelves,
    deleted,
    log,
    create,
    change,
    /** Deletes it and tells of it. */
    remove(collection: string, id: string): void {
      const object = shelves.get(collection)!.get(id);
      if (!object) return;
      shelves.get(collection)!.remove(id);
      deleted.set(id, collection);
      emit(`${KINDS[collection]!.machine.object}.deleted`, object);
    },
    /** So many things happen, to old and new objects of these collections. */
    mutate(times: number, collections: readonly string[] = Object.keys(KINDS)): void {
      for (let time = 0; time < times; time += 1) {
        const collection = collections[random(collections.length)]!;
        const known = shelves.get(collection)!;
        const object = known.size > 0 && random(4) > 0 && known.at(random(known.size));
        if (!object || !change(collection, object)) create(collection);
      }
    },
    /** Objects that were there before anything is told, made in the last `days`. */
    fill(counts: Readonly<Record<string, number>>, days = 300): void {
      for (const [collection, wanted] of Object.entries(counts)) {
        const kind = KINDS[collection]!;
        const start = seconds() - days * 86_400;
        const apart = (days * 86_400) / (wanted + 1);
        for (let n = 1; n <= wanted; n += 1) {
          const created = Math.floor(start + n * apart);
          shelves.get(collection)!.add(born(kind, newId(kind.machine.prefix), created, random(10)));
        }
      }
    },
    /** From now on the log shows events up to so many milliseconds late. */
    lag(ms: number): void {
      lagMs = ms;
    },
  };
}

export type StripeWorld = ReturnType<typeof stripeWorld>;
