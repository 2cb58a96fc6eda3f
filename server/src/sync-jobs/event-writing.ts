import type { DestinationDocument, DryRun, EventDocument, WritingEvent } from "@sluice/shared/events";
import { type Connector, connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import {
  askDestination,
  type Change,
  type Destinations,
  type Forecast,
  forecastChange,
  lookUp,
  metadataOf,
  previewDocument,
} from "../destinations/index.ts";
import { type EventRow, eventRepo, replayRow } from "../events/index.ts";
import { AppError } from "../platform/errors.ts";
import { eventBefore, shownBefore } from "./event-before.ts";
import { findJob } from "./jobs.ts";
import { shapeRow, toChange } from "./map-row.ts";
import type { JobDoc } from "./repo.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { stateOf } from "./state-of.ts";
import { tiesOf } from "./ties-of.ts";

const MAX_SHOWN = 1024 * 1024;

/** What events wrote, and what a replay of them would write: both read the job's destination. */
export function eventWriting(ctx: Ctx, destinations: Destinations) {
  const ask = <T>({ destination }: JobDoc, question: Parameters<typeof askDestination<T>>[2]) =>
    askDestination(destination.server, () => destinations.open(destination), question);

  /** The ledger's event that a version names. */
  async function eventOf(job: JobDoc, jobId: unknown, eventId: string): Promise<WritingEvent> {
    const owner = typeof jobId === "string" ? jobId : job._id;
    const row = await eventRepo(ctx.db).findByVersion(job.workspaceId, owner, eventId);
    return { eventId, ...(row && { id: row._id, type: row.type, eventAt: row.eventAt.toISOString() }) };
  }

  return {
    /** @throws AppError `unavailable` when the destination does not answer in time. */
    async documentOf(workspaceId: string, row: EventRow): Promise<EventDocument> {
      const job = await findJob(ctx, workspaceId, row.jobId);
      const connector = connectorOf(job.source.connector);
      const shape = await shapeOf(ctx, job);
      const read = (one: EventRow) => changeOf(one, job, connector, shape);
      const change = await read(row);
      if (typeof change === "string") return { ...NOTHING, reason: change };
      const [present, before] = await Promise.all([
        ask(job, (db) => lookUp(db, targetOf(change))),
        eventBefore(ctx, { row, change }, connector, read),
      ]);
      const metadata = metadataOf(present.document);
      const { by, ...state } = stateOf(change, present);
      const carriedBy = (one: Change) => {
        const document = previewDocument(one, job.webhookConfig.deleteMode, new Date());
        return document ? plain(document) : null;
      };
      return {
        target: shownTarget(job, change),
        ...state,
        by: by === undefined ? null : await eventOf(job, metadata.jobId, by),
        now: shown(present.document),
        carried: carriedBy(change),
        ...shownBefore(before, carriedBy),
      };
    },

    /** @throws AppError `conflict` where a replay would, `unavailable` when the destination does not answer in time. */
    async dryRun(
      workspaceId: string,
      row: EventRow,
      payload: Record<string, unknown> | undefined,
    ): Promise<DryRun> {
      const job = await findJob(ctx, workspaceId, row.jobId);
      const connector = connectorOf(job.source.connector);
      const repeated = refusedAs(() => replayRow(row, { payload, actor: "" }, connector));
      if ("error" in repeated) return { ...UNWRITTEN, outcome: "failed", ...repeated };
      const shape = await shapeOf(ctx, job);
      const mapped = await shapeRow(connector, shape, repeated.row);
      if (mapped.kind === "failed") {
        const { code, message } = mapped;
        return { ...UNWRITTEN, outcome: "failed", error: { code, message } };
      }
      if (mapped.kind !== "change") return { ...UNWRITTEN, outcome: "ignored", reason: mapped.reason ?? "" };
      const change = toChange(repeated.row, mapped, job, shape);
      const forecast = await ask(job, (db) =>
        forecastChange(db, change, {
          deleteMode: job.webhookConfig.deleteMode,
          connector: shape.connector,
          ties: tiesOf(eventRepo(ctx.db), job._id),
          now: new Date(),
        }),
      );
      return { ...(await told(forecast, job)), target: shownTarget(job, change) };
    },
  };

  async function told({ outcome, now, after, version, unchecked }: Forecast, job: JobDoc) {
    const by = outcome.kind === "superseded" ? outcome.by : undefined;
    return {
      outcome: outcome.kind,
      by: by === undefined ? null : await eventOf(job, metadataOf(now).jobId, by),
      ambiguous: outcome.kind !== "failed" && outcome.ambiguous === true,
      ...(outcome.kind === "failed" && { error: { ...outcome.error } }),
      now: shown(now),
      after: shown(after),
      ...(version && { version }),
      unchecked: [...unchecked],
    };
  }
}

/** What a row writes, or why it writes nothing. */
async function changeOf(
  row: EventRow,
  job: JobDoc,
  connector: Connector,
  shape: Shape,
): Promise<Change | string> {
  if (!row.body) return "Retention has removed the event's body, so what it wrote is not known any more.";
  const mapped = await shapeRow(connector, shape, row);
  if (mapped.kind === "change") return toChange(row, mapped, job, shape);
  return mapped.kind === "failed" ? mapped.message : (mapped.reason ?? "");
}

const targetOf = ({ collection, mapping }: Change) => ({ collection, id: mapping.id });

const shownTarget = ({ destination: { server, database } }: JobDoc, change: Change) => ({
  server,
  database,
  ...targetOf(change),
  operation: change.mapping.operation,
});

const plain = (document: object): Record<string, unknown> => JSON.parse(JSON.stringify(document));

function shown(document: object | undefined): DestinationDocument {
  if (!document) return { document: null, metadata: null, bytes: 0, tooLarge: false };
  const text = JSON.stringify(document);
  const bytes = Buffer.byteLength(text);
  const tooLarge = bytes > MAX_SHOWN;
  const metadata = plain(metadataOf(document as never));
  return { document: tooLarge ? null : JSON.parse(text), metadata, bytes, tooLarge };
}

const NOTHING: EventDocument = {
  target: null,
  state: "missing",
  stateOf: null,
  by: null,
  now: shown(undefined),
  carried: null,
  before: null,
};

const UNWRITTEN = {
  target: null,
  by: null,
  ambiguous: false,
  now: shown(undefined),
  after: shown(undefined),
  unchecked: [],
};

/** What a replay refuses to take, as an outcome. */
function refusedAs(make: () => EventRow) {
  try {
    return { row: make() };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "unprocessable") throw error;
    return { error: { code: error.code, message: error.message } };
  }
}
