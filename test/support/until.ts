import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;

/** Thrown while waiting: what is waited for will not come. */
export class Hopeless extends Error {}

/**
 * Asks again and again until `look` gives something other than undefined or false, and answers it.
 * An error of `look` counts as "not yet" (but for Hopeless); the last one is the cause when the time is over.
 * @param context what to add to the failure's message
 */
export async function until<T>(
  what: string,
  withinMs: number,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  context: () => string = () => "",
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline || last instanceof Hopeless) {
      const why = last === undefined ? "" : `: ${last instanceof Error ? last.message : String(last)}`;
      throw new Error(`Not within ${withinMs} ms: ${what}${why}\n${context()}`, { cause: last });
    }
    await delay(POLL_MS);
  }
}
