import { setImmediate as turn } from "node:timers/promises";
import { type Spread, spread } from "../statistics.ts";
import { requestBytes, stripeEvent } from "../stripe-events.ts";
import { openConnection } from "./connection.ts";

// A process of its own, so that measuring takes no time from what is measured in the parent. Every request is
// built and signed before the clock starts.

export interface LoadOrder {
  readonly port: number;
  readonly path: string;
  readonly series: string;
  readonly first: number;
  readonly count: number;
  readonly connections: number;
}

export interface LoadResult extends Spread {
  readonly perSecond: number;
  /** Answers other than 202, by status. */
  readonly others: Readonly<Record<number, number>>;
}

const SIGN_AT_ONCE = 500;

process.on("message", (order: LoadOrder) => {
  load(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));

async function load(order: LoadOrder): Promise<LoadResult> {
  const requests = await prepare(order);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const connections = await Promise.all(
    Array.from({ length: order.connections }, () => openConnection(order.port, reject)),
  );
  const times = new Float64Array(order.count);
  const others: Record<number, number> = {};
  let next = 0;
  let answered = 0;

  const startedAt = performance.now();
  for (const connection of connections) {
    const go = () => {
      const index = next;
      if (index >= order.count) return;
      next += 1;
      const sentAt = performance.now();
      connection.request(requests[index] as Buffer, (status) => {
        times[index] = performance.now() - sentAt;
        if (status !== 202) others[status] = (others[status] ?? 0) + 1;
        answered += 1;
        if (answered === order.count) resolve();
        else go();
      });
    };
    go();
  }
  await promise;
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) connection.close();
  return { perSecond: order.count / seconds, ...spread(times), others };
}

async function prepare({ path, series, first, count }: LoadOrder): Promise<Buffer[]> {
  const requests: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index % SIGN_AT_ONCE === 0) await turn();
    requests.push(requestBytes(path, stripeEvent(series, first + index).payload, Date.now()));
  }
  return requests;
}
