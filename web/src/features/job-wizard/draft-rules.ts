import type { ConnectorId } from "@sluice/shared/sync-jobs";
import type { BatchValues } from "../jobs/batch-fields.tsx";
import { scheduleBody } from "../schedule/schedule-body.ts";
import type { ScheduleValues } from "../schedule/schedule-fields.tsx";

export interface Draft extends BatchValues {
  readonly name: string;
  readonly connector: ConnectorId;
  /** How it is read. */
  readonly how: "webhook" | "scheduled" | "both";
  readonly schedule: ScheduleValues;
  readonly events: readonly string[];
  readonly database: string;
  readonly collectionPrefix: string;
  /** As typed; like the URI it does not come back from where it is kept. */
  readonly apiKey: string;
  readonly keptApiKey: boolean;
  /** As typed; it holds a password, so it does not come back from where it is kept. */
  readonly uri: string;
  /** Hosts of the URI that is kept already, when none is typed. */
  readonly keptServer?: string | undefined;
}

export const EMPTY: Draft = {
  name: "",
  connector: "stripe",
  how: "webhook",
  schedule: {
    cron: "0 * * * *",
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    entities: [],
    mode: "changes",
  },
  events: ["*"],
  apiKey: "",
  keptApiKey: false,
  database: "",
  collectionPrefix: "",
  uri: "",
  batchSize: 100,
  batchWaitMs: 0,
  deleteMode: "hard",
};

/** The steps before the job is made. */
export type Choosable = "source" | "events" | "destination";

/** What keeps a step from being done, by field; empty: nothing. */
export function problemsOf(step: Choosable, draft: Draft): Readonly<Record<string, string>> {
  if (step === "source")
    return {
      ...(draft.name.trim() === "" && { name: "Give the job a name" }),
      ...(draft.how !== "webhook" &&
        !draft.apiKey &&
        !draft.keptApiKey && { "source.apiKey": "A schedule needs a key" }),
    };
  if (step === "events")
    return {
      ...(draft.how !== "scheduled" && draft.events.length === 0 && { events: "Choose at least one type" }),
      ...(draft.how !== "webhook" &&
        !/^\S+( +\S+){4}$/.test(draft.schedule.cron.trim()) && {
          "schedule.cron": "Five fields, with spaces between",
        }),
    };
  return {
    ...(!/^[A-Za-z0-9_-]{1,38}$/.test(draft.database) && {
      database:
        draft.database === "" ? "Name the database" : "Only letters, digits, _ and -, at most 38 of them",
    }),
    ...(!/^[A-Za-z0-9_-]{0,40}$/.test(draft.collectionPrefix) && {
      collectionPrefix: "Only letters, digits, _ and -, at most 40 of them",
    }),
    ...(draft.uri !== "" &&
      !/^mongodb(\+srv)?:\/\//.test(draft.uri) && { uri: "Begins with mongodb:// or mongodb+srv://" }),
    ...(!(Number.isInteger(draft.batchSize) && draft.batchSize >= 1 && draft.batchSize <= 1000) && {
      batchSize: "A whole number from 1 to 1,000",
    }),
    ...(!(Number.isInteger(draft.batchWaitMs) && draft.batchWaitMs >= 0 && draft.batchWaitMs <= 60_000) && {
      batchWaitMs: "A whole number from 0 to 60,000",
    }),
  };
}

/** Whether the draft keeps a key or a URI that is not typed here. */
const relies = ({ apiKey, keptApiKey, uri, keptServer }: Draft): boolean =>
  (keptApiKey && !apiKey) || (keptServer !== undefined && !uri);

/** Which kept draft is relied on, by when it was saved; another tab may have kept other secrets since. */
export const known = (draft: Draft, savedAt: string | undefined) =>
  savedAt !== undefined && relies(draft) ? { draftSavedAt: savedAt } : {};

/** The job of a draft; a URI and a key that the draft keeps are taken from there. */
export const createBody = (draft: Draft) => {
  const { name, connector, events, apiKey, database, collectionPrefix, uri, ...rest } = draft;
  const { keptServer: _server, keptApiKey: _key, how, schedule, ...batches } = rest;
  return {
    name: name.trim(),
    ...(how === "scheduled" && { type: how }),
    ...(how !== "webhook" && { schedule: scheduleBody(schedule) }),
    source: { connector, ...(apiKey && { apiKey }) },
    destination: { database, collectionPrefix, ...(uri && { uri }) },
    webhookConfig: { events: [...events], ...batches },
    fromDraft: relies(draft),
  };
};

/** The collections that the chosen events write, with the prefix. */
export function collectionsOf(
  groups: readonly { readonly types: readonly string[]; readonly collections: readonly string[] }[],
  isTaken: (type: string) => boolean,
  prefix: string,
): string[] {
  const found = groups.filter((group) => group.types.some(isTaken)).flatMap((group) => group.collections);
  return [...new Set(found)].map((name) => `${prefix}${name}`).sort();
}
