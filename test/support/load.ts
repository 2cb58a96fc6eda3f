import { arrivalOf, historyOf, type ProviderEvent, randomFrom } from "./history.ts";
import { type Acknowledgement, deliver, type Target } from "./stripe-sender.ts";
import { Hopeless, until } from "./until.ts";

export interface LoadOptions {
  readonly seed?: number;
  readonly objects?: number;
  /** How fast new events happen at the provider. */
  readonly perSecond?: number;
  /** Instead of this, 12,000 changes. */
  readonly actions?: number;
}

/** What was sent, in the provider's hidden order, and how each was acknowledged. */
export interface LoadReport {
  readonly hidden: readonly ProviderEvent[];
  readonly acknowledgements: ReadonlyMap<string, readonly Acknowledgement[]>;
}

export interface Load {
  /** Distinct events acknowledged so far. */
  count(): number;
  /** Resolves when `more` further events were acknowledged. */
  more(more: number, withinMs?: number): Promise<void>;
  /** Sends nothing new, and resolves when everything sent is acknowledged. */
  finish(): Promise<LoadReport>;
}

const TICK_MS = 10;

/** A provider that goes on sending, out of order and partly twice, until it is told to stop. */
export function startLoad(target: Target, options: LoadOptions = {}): Load {
  const { seed = 1, objects = 200, perSecond = 150, actions = 12_000 } = options;
  const hidden = historyOf(seed, objects, actions);
  const arrival = arrivalOf(hidden, randomFrom(seed + 1));
  const acknowledgements = new Map<string, Acknowledgement[]>();
  const open = new Set<Promise<void>>();
  const startedAt = Date.now();
  let next = 0;
  let failure: unknown;

  async function sendOne(event: ProviderEvent): Promise<void> {
    const answer = await deliver(target, event);
    const known = acknowledgements.get(event.id);
    if (known) known.push(answer);
    else acknowledgements.set(event.id, [answer]);
  }

  const pacing = setInterval(() => {
    const due = Math.min(arrival.length, Math.floor(((Date.now() - startedAt) / 1000) * perSecond));
    // What could not be sent while nobody answered is not made up for: at most 64 wait at once.
    while (next < due && open.size < 64) {
      const sending: Promise<void> = sendOne(arrival[next++]!)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => open.delete(sending));
      open.add(sending);
    }
  }, TICK_MS);

  return {
    count: () => acknowledgements.size,
    async more(more, withinMs = 60_000) {
      const wanted = acknowledgements.size + more;
      await until(`${more} more events are acknowledged`, withinMs, () => {
        if (failure) throw new Hopeless(String(failure));
        if (next === arrival.length) throw new Hopeless("the history is too short for this test");
        return acknowledgements.size >= wanted;
      });
    },
    async finish() {
      clearInterval(pacing);
      await Promise.all(open);
      if (failure) throw failure;
      return { hidden, acknowledgements };
    },
  };
}

/** Sends all events once over, `atOnce` at a time, and answers when all are acknowledged. */
export async function deliverAll(
  target: Target,
  events: readonly ProviderEvent[],
  atOnce = 16,
): Promise<LoadReport> {
  const acknowledgements = new Map<string, Acknowledgement[]>();
  const waiting = [...events];
  const send = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift())
      acknowledgements.set(event.id, [await deliver(target, event)]);
  };
  await Promise.all(Array.from({ length: atOnce }, send));
  return { hidden: events, acknowledgements };
}
