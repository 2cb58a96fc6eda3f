import { AsyncLocalStorage } from "node:async_hooks";

/** Event data carries ids only; functions read the rest from the ledger. */
export interface EngineEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** Milliseconds; in the future: the engine delivers it then. */
  readonly ts?: number;
}

/** Sends to the engine. Rejects when it cannot be reached within the SDK's own retries, or does not answer in time. */
export type SendEvent = (event: EngineEvent) => Promise<void>;

/** What the senders and the functions of the product call themselves to the engine. */
export const APP_ID = "sluice";

const sending = new AsyncLocalStorage<AbortSignal>();

/** A `fetch` for clients of the engine: ends with the send it is part of, and any other request after `ms`. */
export const boundedFetch =
  (ms: number): typeof fetch =>
  async (input, init) => {
    const signal = sending.getStore() ?? AbortSignal.timeout(ms);
    try {
      return await fetch(input, { ...init, signal });
    } catch (cause) {
      // So begins what the SDK takes for an ordinary failure.
      throw signal.aborted ? new TypeError("fetch failed: no answer in time", { cause }) : cause;
    }
  };

/**
 * Sends through a client whose `fetch` is a bounded one; an engine that takes the connection and says nothing
 * is given up after `ms`, retries included.
 */
export function sendWithin(
  client: { send(event: { name: string; data: Record<string, unknown> }): Promise<unknown> },
  ms: number,
): SendEvent {
  return async (event) => {
    const late = AbortSignal.timeout(ms);
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    late.addEventListener("abort", () => reject(new Error(`The engine did not answer within ${ms} ms`)));
    await Promise.race([sending.run(late, () => client.send({ ...event })), tooLate]);
  };
}
