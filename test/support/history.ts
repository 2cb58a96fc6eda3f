import { type Random, randomFrom, shuffled } from "../property/arrival.ts";
import { OBJECT_KINDS } from "../property/machines.ts";
import { type Fields, type ProviderEvent, play } from "../property/provider.ts";

export { type Random, randomFrom, shuffled } from "../property/arrival.ts";
export type { Fields, ProviderEvent } from "../property/provider.ts";

/** Objects keep within one arrival window, so that updates, deletes and creations really change places. */
const WINDOW = 40;

/**
 * What a provider with `objects` objects sends, in its hidden order. Seconds always increase between two
 * changes, so that the order can be told from the events alone.
 */
export function historyOf(seed: number, objects: number, actions: number): readonly ProviderEvent[] {
  const random = randomFrom(seed);
  const kinds = Array.from({ length: objects }, (_, index) => OBJECT_KINDS[index % OBJECT_KINDS.length]!);
  const choices = Array.from({ length: actions }, () => ({
    gap: 1 + random(3),
    object: random(objects),
    move: random(12),
    value: random(6),
  }));
  return play(kinds, choices, `s${seed}n`).events;
}

/** The order of arrival: near neighbours change places, and one in ten comes twice. */
export function arrivalOf(events: readonly ProviderEvent[], random: Random): ProviderEvent[] {
  const order: ProviderEvent[] = [];
  for (let start = 0; start < events.length; start += WINDOW) {
    const window = events.slice(start, start + WINDOW);
    order.push(...shuffled([...window, ...window.filter(() => random(10) === 0)], random));
  }
  return order;
}

/** The last state of each object that `events` tell of, by id; undefined when it was deleted. */
export function truthOf(events: Iterable<ProviderEvent>, hidden: readonly ProviderEvent[]) {
  const told = new Set([...events].map((event) => event.id));
  const truth = new Map<string, { type: string; state: Fields | undefined }>();
  for (const event of hidden) {
    if (!told.has(event.id)) continue;
    const { object } = event.data;
    const isGone = /^(customer|coupon|invoice)\.deleted$/.test(event.type);
    truth.set(String(object.id), { type: String(object.object), state: isGone ? undefined : object });
  }
  return truth;
}
