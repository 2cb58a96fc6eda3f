import { LANE_READY } from "@sluice/server/lanes";
import { SWEEP_REQUESTED } from "@sluice/server/platform/readiness";
import type { EngineKind, Stand } from "./stand.ts";

const PAGE = 100;

/**
 * What the engine was asked since `from`: `signals` that a lane has work, and the `runs` they led to. The
 * server's own round trip, one every 45 s whatever the traffic, is not among them. Each event starts one run.
 */
export async function countRuns(
  engine: EngineKind,
  stand: Stand,
  from: Date,
): Promise<{ signals: number; runs: number }> {
  const names = engine === "embedded" ? await embeddedRuns(stand, from) : await inngestEvents(stand, from);
  const counted = names.filter((name) => name !== SWEEP_REQUESTED && !name.startsWith("inngest/"));
  return { signals: counted.filter((name) => name === LANE_READY).length, runs: counted.length };
}

async function embeddedRuns(stand: Stand, from: Date): Promise<string[]> {
  const runs = await stand.db
    .collection<{ event: string }>("engine_runs")
    .find({ createdAt: { $gte: from } }, { projection: { event: 1 } })
    .toArray();
  return runs.map((run) => (JSON.parse(run.event) as { name: string }).name);
}

interface Page {
  readonly data: readonly { id?: string; internal_id?: string; name: string; received_at: string }[];
}

async function inngestEvents(stand: Stand, from: Date): Promise<string[]> {
  const names: string[] = [];
  for (let cursor = ""; ; ) {
    const query = new URLSearchParams({ limit: String(PAGE), received_after: from.toISOString() });
    if (cursor) query.set("cursor", cursor);
    const answer = await fetch(`${stand.engineUrl}/v1/events?${query}`);
    if (!answer.ok) throw new Error(`Inngest's list of events: ${answer.status} ${await answer.text()}`);
    const { data } = (await answer.json()) as Page;
    names.push(...data.map((event) => event.name));
    cursor = data.at(-1)?.internal_id ?? "";
    if (data.length < PAGE || !cursor) return names;
  }
}
