import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { type Random, randomFrom } from "../property/arrival.ts";

/** Percent of requests that go wrong, each in its own way. */
export interface Misbehaviour {
  /** Requests of this method alone. */
  readonly only?: string;
  readonly seed?: number;
  /** 429, with how many seconds to wait. */
  readonly limited?: number;
  readonly retryAfterSeconds?: number;
  /** 500, before anything is done. */
  readonly failing?: number;
  /** 500, after it is done: whoever sent it does not know. */
  readonly failingLate?: number;
  /** The connection is closed without an answer. */
  readonly dropped?: number;
  readonly slow?: number;
  readonly slowMs?: number;
}

export type Trouble = "limited" | "failing" | "failingLate" | "dropped" | undefined;

const TROUBLES = ["limited", "failing", "failingLate", "dropped"] as const;

export function misbehaving(options: () => Misbehaviour) {
  const random: Random = randomFrom(options().seed ?? 1);
  return async (method: string): Promise<Trouble> => {
    const percents = options();
    if (percents.only && percents.only !== method) return undefined;
    if (random(100) < (percents.slow ?? 0)) await delay(percents.slowMs ?? 100);
    const roll = random(100);
    let sum = 0;
    for (const trouble of TROUBLES) {
      sum += percents[trouble] ?? 0;
      if (roll < sum) return trouble;
    }
    return undefined;
  };
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answer(response: ServerResponse, { status, body, headers }: Reply, now: number): void {
  response.writeHead(status, {
    "content-type": "application/json",
    date: new Date(now).toUTCString(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
