import type { Connector } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Endpoint } from "./endpoint.ts";
import { eventRow, withoutTraces } from "./event-row.ts";
import { eventTypes } from "./event-types-repo.ts";
import type { EventRepo, EventRow } from "./repo.ts";
import type { Rollups } from "./rollups.ts";
import { suppressedRepo } from "./suppressed-repo.ts";

const DUPLICATE_KEY = 11_000;

/** Whom events are taken for. */
export type Taker = Pick<
  Endpoint,
  "workspaceId" | "jobId" | "patterns" | "filter" | "livemode" | "account"
> & {
  readonly connector: Connector;
};

export interface Taken {
  /** New rows, among them those that the job's event types leave out. */
  readonly stored: number;
  /** Known already: by webhook, or by an earlier pull. */
  readonly duplicates: number;
  /** What could not be taken, and why. */
  readonly refused: ReadonlyArray<{ readonly id: string; readonly reason: string }>;
}

interface Deps {
  readonly events: EventRepo;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
}

/**
 * Stores events that a provider's log gave, each as the row that its webhook would have made; durable when it
 * resolves, and the same whatever was taken before.
 */
export async function takeEvents(
  ctx: Ctx,
  { events, rollups, wake }: Deps,
  taker: Taker,
  payloads: readonly unknown[],
): Promise<Taken> {
  const rows: EventRow[] = [];
  const refused: Array<Taken["refused"][number]> = [];
  const suppressed = suppressedRepo(ctx.db);
  const scopes = [taker.workspaceId, taker.jobId];
  const suppresses = await suppressed.any(scopes);
  for (const payload of payloads) {
    const envelope = taker.connector.envelope(payload, {});
    if (typeof envelope === "string") {
      refused.push({ id: idIn(payload), reason: envelope });
      continue;
    }
    const request = { headers: {}, rawBody: Buffer.from(JSON.stringify(payload)) };
    const row = eventRow(taker, request, envelope, { via: "scheduled" });
    const isErased =
      suppresses && envelope.objectId !== undefined && (await suppressed.has(scopes, envelope.objectId));
    rows.push(isErased ? withoutTraces(row) : row);
  }
  const failed = rows.length > 0 ? await events.insert(rows) : [];
  const isOut = new Set(failed.map(({ index }) => index));
  const stored = rows.filter((_, index) => !isOut.has(index));
  for (const { index, code, message } of failed)
    if (code !== DUPLICATE_KEY) refused.push({ id: rows[index]?.providerEventId ?? "", reason: message });
  if (stored.length > 0) {
    await rollups.mark(
      taker.jobId,
      stored.map((row) => row.receivedAt),
    );
    await eventTypes(ctx.db).note(stored);
    ctx.nudge.send(`job ${taker.jobId}`);
  }
  // Also what an earlier try stored and could not signal.
  if (rows.length > 0) wake(`sync:${taker.jobId}`);
  return {
    stored: stored.length,
    duplicates: failed.filter(({ code }) => code === DUPLICATE_KEY).length,
    refused,
  };
}

const idIn = (payload: unknown): string =>
  String((payload as { id?: unknown } | null)?.id ?? "").slice(0, 100);
