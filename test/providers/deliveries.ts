import { setTimeout as delay } from "node:timers/promises";
import { type Random, randomFrom, shuffled } from "../property/arrival.ts";

/** How a provider's webhooks travel, in percent. */
export interface Post {
  readonly seed?: number;
  /** Never sent. */
  readonly lost?: number;
  /** Sent twice. */
  readonly doubled?: number;
  /** Held back until so many others went ahead. */
  readonly window?: number;
}

export type Send = () => Promise<number>;

const RETRY_MS = 50;
const TRIES = 200;
const AT_ONCE = 8;

/**
 * Webhooks on their way. `settle` sends all that are waiting, in an order that only the seed knows, again and again
 * until each is acknowledged: a refusal (4xx) counts as one, as at the providers only for so long.
 */
export function deliveries(options: () => Post) {
  const random: Random = randomFrom(options().seed ?? 7);
  let waiting: Send[] = [];
  const counts = { sent: 0, lost: 0, doubled: 0, refused: 0 };
  return {
    counts,
    add(send: Send): void {
      const { lost = 0, doubled = 0 } = options();
      if (random(100) < lost) {
        counts.lost += 1;
        return;
      }
      waiting.push(send);
      if (random(100) < doubled) {
        counts.doubled += 1;
        waiting.push(send);
      }
    },
    async settle(): Promise<void> {
      const { window = waiting.length } = options();
      const batch = waiting;
      waiting = [];
      for (let start = 0; start < batch.length; start += Math.max(window, 1)) {
        const queue = shuffled(batch.slice(start, start + Math.max(window, 1)), random);
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (let send = queue.pop(); send; send = queue.pop()) await acknowledged(send);
          }),
        );
      }
    },
  };

  async function acknowledged(send: Send): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const status = await send().catch(() => 0);
      if (status >= 200 && status < 300) {
        counts.sent += 1;
        return;
      }
      if (status >= 400 && status < 500) counts.refused += 1;
      if (status >= 400 && status < 500) return;
      await delay(RETRY_MS);
    }
    throw new Error("A webhook was never acknowledged");
  }
}
