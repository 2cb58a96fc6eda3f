import { setImmediate } from "node:timers/promises";
import type { TriedEvent, TriedTransform, TryTransform } from "@sluice/shared/transforms";
import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { MappedChange } from "../destinations/index.ts";
import { bodyOf, type EventRow, eventRepo, subjectOf } from "../events/index.ts";
import { AppError } from "../platform/errors.ts";
import { type JudgedCondition, judge, type Subject, verdictOf } from "../transforms/index.ts";
import { findJob } from "./jobs.ts";
import { type Shape, type Shaped, shapeOf } from "./shape.ts";
import { checkShaping, newHashKey } from "./shaping-change.ts";

/** Bytes of bodies that are read, and characters of documents that are answered. */
const MAX_READ = 8 * 1024 * 1024;
const MAX_SHOWN = 2 * 1024 * 1024;
const PATIENCE_MS = 5_000;
const MAX_FOUND = 3;
const FOUND_LENGTH = 200;

interface Tried {
  readonly row?: EventRow;
  readonly type: string;
  readonly subject: Subject;
  readonly mapping: MappedChange | undefined;
  readonly passes: boolean;
  readonly conditions: readonly JudgedCondition[];
  /** Why the filter could not decide. */
  readonly note?: string | undefined;
}

/**
 * Tries a draft on events, as they would be stored by it; what it lacks is the job's own. Writes nothing.
 * @throws AppError `invalid_input` where the draft cannot be used.
 */
export async function tryTransform(
  ctx: Ctx,
  workspaceId: string,
  jobId: string,
  wish: TryTransform,
): Promise<TriedTransform> {
  const { filter: _filter, transform: _transform, ...job } = await findJob(ctx, workspaceId, jobId);
  await checkShaping(wish);
  const filter = wish.filter === undefined ? _filter : wish.filter;
  const transform = wish.transform === undefined ? _transform : wish.transform;
  const shape = await shapeOf(ctx, {
    ...job,
    ...(filter && { filter }),
    ...(transform && { transform }),
    hashKey: job.hashKey ?? newHashKey(ctx),
  });
  const connector = connectorOf(job.source.connector);
  const tried: Tried[] = [];
  for (const { row, type, subject } of await subjectsOf(ctx, connector, jobId, wish)) {
    const judged = filter ? judge(filter, subject) : { holds: true, conditions: [] };
    const isDelete = subject.operation === "delete";
    const mapping = mappedOf(connector, subject, type);
    tried.push({
      ...(row && { row }),
      type,
      subject,
      mapping,
      passes: judged.holds !== false || isDelete,
      conditions: judged.conditions,
      note: filter && !isDelete ? verdictOf(filter, judged).note : undefined,
    });
    // A hostile filter takes its time for each of them; what else waits comes in between.
    await setImmediate();
  }
  const started = performance.now();
  const shaped = await shapedOf(shape, tried);
  const ms = Math.round((performance.now() - started) * 10) / 10;
  let room = MAX_SHOWN;
  const events = tried.map((one) => {
    const shown = present(one, shaped.get(one), job.webhookConfig.deleteMode);
    room -= JSON.stringify([shown.before, shown.after]).length;
    return room > 0 ? shown : { ...shown, before: null, after: null };
  });
  return { events, passed: tried.filter(({ passes }) => passes).length, ms };
}

async function subjectsOf(
  ctx: Ctx,
  connector: Connector,
  jobId: string,
  { sample, type, eventIds, limit }: TryTransform,
): Promise<Pick<Tried, "row" | "type" | "subject">[]> {
  if (sample) {
    const rawBody = Buffer.from(JSON.stringify(sample.payload));
    return [{ type: sample.type, subject: subjectOf(connector, sample.type, { rawBody, headers: {} }) }];
  }
  const found: Pick<Tried, "row" | "type" | "subject">[] = [];
  let bytes = 0;
  for await (const row of eventRepo(ctx.db).newestBodies(jobId, { type, ids: eventIds })) {
    const rawBody = bodyOf(row);
    if (!rawBody) continue;
    bytes += rawBody.length;
    if (bytes > MAX_READ && found.length > 0) break;
    const request = { rawBody, headers: row.headers ?? {}, ip: row.ip };
    found.push({ row, type: row.type, subject: subjectOf(connector, row.type, request) });
    if (found.length === (eventIds?.length ?? limit)) break;
  }
  if (eventIds && found.length === 0)
    throw new AppError("not_found", "None of these events of this job has a body any more.");
  return found;
}

function mappedOf(
  connector: Connector,
  { operation, payload }: Subject,
  type: string,
): MappedChange | undefined {
  if (operation === undefined) return undefined;
  const mapping = connector.map(payload, type);
  return mapping.kind === "change" ? mapping : undefined;
}

/** Until there is no time left. */
async function shapedOf(shape: Shape, tried: readonly Tried[]): Promise<Map<Tried, Shaped>> {
  const results = new Map<Tried, Shaped>();
  const until = Date.now() + PATIENCE_MS;
  let open = tried.filter(({ mapping, passes }) => mapping && passes);
  while (open.length > 0 && Date.now() < until) {
    const items = open.map(({ mapping, type }) => {
      const known = mapping as MappedChange;
      return { mapping: known, event: { type, at: known.at } };
    });
    const shaped = await shape.shapeAll(items);
    for (const [index, one] of shaped.entries()) results.set(open[index] as Tried, one);
    open = open.slice(shaped.length);
  }
  return results;
}

function present(
  { row, type, subject, mapping, passes, conditions, note }: Tried,
  shaped: Shaped | undefined,
  deleteMode: "hard" | "soft",
): TriedEvent {
  const base = {
    ...(row && { eventId: row._id, receivedAt: row.receivedAt.toISOString() }),
    type,
    ...(subject.id !== undefined && { objectId: subject.id }),
    ...(note !== undefined && { reason: note }),
    before: mapping ? { _id: mapping.id, ...mapping.document } : null,
    after: null,
    conditions: conditions.map(({ at, holds, found }) => ({
      at,
      holds: holds ?? null,
      found: found.slice(0, MAX_FOUND).map(short),
    })),
  };
  if (!mapping)
    return { ...base, outcome: "ignored", reason: "No document follows from this type of event." };
  if (!passes) return { ...base, outcome: "left_out", reason: "It does not pass the filter." };
  if (!shaped)
    return { ...base, outcome: "not_tried", reason: "The events before it took all the time there was." };
  if (shaped.kind === "left_out") return { ...base, outcome: "left_out", reason: shaped.reason };
  if (shaped.kind === "failed") {
    const { message, line } = shaped;
    return { ...base, outcome: "failed", reason: message, ...(line !== undefined && { line }) };
  }
  if (mapping.operation === "delete" && deleteMode === "hard") return { ...base, outcome: "removes" };
  return { ...base, outcome: "stored", after: { _id: mapping.id, ...shaped.document } };
}

function short(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "";
  return text.length > FOUND_LENGTH ? `${text.slice(0, FOUND_LENGTH)}…` : value;
}
