import type { SaveDraft, SyncJobDraft } from "@sluice/shared/sync-jobs";
import { type Draft, EMPTY } from "./draft-rules.ts";
import type { Step } from "./search.ts";

/** What was kept, filled in again. */
export const fromServer = ({
  name,
  type,
  schedule,
  source,
  destination,
  webhookConfig,
}: SyncJobDraft): Draft => {
  return {
    ...EMPTY,
    how: type === "scheduled" ? type : schedule ? "both" : "webhook",
    schedule: { ...EMPTY.schedule, ...given(schedule) },
    events: webhookConfig.events ?? EMPTY.events,
    batchSize: webhookConfig.batchSize ?? EMPTY.batchSize,
    batchWaitMs: webhookConfig.batchWaitMs ?? EMPTY.batchWaitMs,
    deleteMode: webhookConfig.deleteMode ?? EMPTY.deleteMode,
    name: name ?? EMPTY.name,
    connector: source.connector ?? EMPTY.connector,
    keptApiKey: source.hasApiKey,
    database: destination.database ?? EMPTY.database,
    collectionPrefix: destination.collectionPrefix ?? EMPTY.collectionPrefix,
    keptServer: destination.hasUri ? (destination.server ?? "its server") : undefined,
  };
};

/** Without what is not filled in. */
const given = (schedule: SyncJobDraft["schedule"] = {}) =>
  Object.fromEntries(Object.entries(schedule).filter(([, value]) => value !== undefined));

/** What is kept: no secret is repeated, and what is no number yet is left out. */
export function toServer(draft: Draft, step: Step): SaveDraft {
  const { name, how, schedule, connector, events, apiKey, keptApiKey } = draft;
  const { database, collectionPrefix, uri, keptServer, deleteMode } = draft;
  const number = (value: number) => (Number.isFinite(value) ? value : undefined);
  return {
    step,
    name,
    ...(how === "scheduled" && { type: how }),
    ...(how !== "webhook" && { schedule: { ...schedule, entities: [...schedule.entities] } }),
    source: { connector, ...(apiKey ? { apiKey } : keptApiKey ? {} : { apiKey: null }) },
    destination: {
      database,
      collectionPrefix,
      ...(uri ? { uri } : keptServer ? {} : { uri: null }),
    },
    webhookConfig: {
      events: [...events],
      batchSize: number(draft.batchSize),
      batchWaitMs: number(draft.batchWaitMs),
      deleteMode,
    },
  };
}
