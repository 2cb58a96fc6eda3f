import { setTimeout as sleep } from "node:timers/promises";
import { requestBytes, type StripeEvent } from "../stripe-events.ts";
import { type Connection, openConnection } from "./connection.ts";
import type { Target } from "./index.ts";

const CONNECTIONS = 16;

/**
 * Sends `events` at a fixed rate, however long the answers take. Times count from when an event was due to be
 * sent, so that a stalled server cannot hide behind the requests that were then not sent.
 */
export async function openLoop(
  target: Target,
  events: readonly StripeEvent[],
  perSecond: number,
  onSent: (index: number, at: number) => void,
): Promise<{ sentAt: Map<string, number>; acks: number[] }> {
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const all = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => openConnection(target.port, failed.reject)),
  );
  const free: Connection[] = [...all];
  const waiting: (() => void)[] = [];
  const requests = events.map(({ payload }) => requestBytes(target.path, payload, Date.now()));
  const sentAt = new Map<string, number>();
  const acks: number[] = [];
  const answers: Promise<void>[] = [];

  const transmit = (index: number, due: number) =>
    new Promise<void>((resolve) => {
      const go = () => {
        // In turns: a connection that stays unused would be closed by the server.
        const connection = free.shift();
        if (!connection) return void waiting.push(go);
        connection.request(requests[index] as Buffer, (status) => {
          acks[index] = performance.now() - due;
          if (status !== 202) failed.reject(new Error(`A webhook was answered with ${status}.`));
          free.push(connection);
          waiting.shift()?.();
          resolve();
        });
      };
      go();
    });

  const startedAt = performance.now() + 50;
  for (const [index, event] of events.entries()) {
    const due = startedAt + (index * 1000) / perSecond;
    await sleep(Math.max(0, due - performance.now()));
    sentAt.set(event.id, performance.timeOrigin + due);
    answers.push(transmit(index, due));
    onSent(index, due);
  }
  await Promise.race([Promise.all(answers), failed.promise]);
  for (const connection of all) connection.close();
  return { sentAt, acks };
}
