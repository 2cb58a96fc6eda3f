import type { CoverageState } from "@sluice/shared/registrations";
import type { ConnectorId, JobType, ScheduleMode, SettingChange } from "@sluice/shared/sync-jobs";
import type { Filter, Transform } from "@sluice/shared/transforms";
import type { Principal } from "../platform/contract/index.ts";

export type Actor = Principal["actor"];

/** Who did something, and when. */
export interface Done {
  at: Date;
  by: Actor;
}

/** A signing secret; `expiresAt` is set on the one that a rotation replaces. */
export interface StoredSecret {
  sealed: string;
  masked: string;
  createdAt: Date;
  expiresAt?: Date;
  /** When a request was last signed with it, to the minute. */
  matchedAt?: Date;
}

/** How the settings became what they are at a version. */
export interface VersionDoc extends Done {
  /** `<job>:<version>`. */
  _id: string;
  workspaceId: string;
  jobId: string;
  version: number;
  changes: SettingChange[];
}

export interface Reconciled {
  runId: string;
  at: Date;
  missing: number;
  stale: number;
  extra: number;
  text: string;
  isScheduled: boolean;
}

/** When a job is compared with its provider. */
export interface ReconcileSchedule {
  cron: string;
  timezone: string;
  repair: boolean;
  ignore: string[];
  collections?: string[];
}

/** When and what is read from the provider. */
export interface JobSchedule {
  cron: string;
  timezone: string;
  /** Absent: all that its API lists. */
  entities?: string[];
  mode: ScheduleMode;
}

/** Whose objects an API key reads. */
export interface KeyOwner {
  account: string;
  name?: string | undefined;
  livemode?: boolean | undefined;
}

export interface JobDoc {
  _id: string;
  workspaceId: string;
  name: string;
  type: JobType;
  source: { connector: ConnectorId; apiKey?: string };
  /** `server` is what the operator may see of the URI; `uri` is sealed. */
  destination: { uri?: string; server: string; database: string; collectionPrefix: string };
  webhookConfig: { events: string[]; batchSize: number; batchWaitMs: number; deleteMode: "hard" | "soft" };
  schedule?: JobSchedule;
  /** The schedule's next time that is not begun. */
  nextRunAt?: Date;
  /** Up to when the provider's log has been read, or need not be: by the provider's clock. */
  changesSince?: Date;
  secrets: StoredSecret[];
  timezone: string;
  /** Of the settings; absent in jobs from before versions were kept. */
  version?: number;
  lastChange?: Pick<VersionDoc, "version" | "at" | "by" | "changes">;
  enabled: boolean;
  disabled?: Done;
  paused: boolean;
  pausedSince?: Done;
  /** The mode of the job's first event; events of the other mode are noticed. */
  livemode?: boolean;
  /** Whom the first event was about: "" for the provider account itself. */
  account?: string;
  livemodeMixedAt?: Date;
  /** Whose the API key was that the job was first read with: those of others are refused. */
  keyOwner?: KeyOwner;
  /** Of the provider's dated shapes, that in which webhooks carry objects: lists are asked for in the same. */
  apiVersion?: string;
  /** The webhook that this job made at its provider; `events` are the types it was last asked for. */
  registration?: Done & { id: string; events: string[] };
  /** Since when somebody is registering it. */
  registering?: Date;
  /** What the provider last said of it. */
  coverage?: { state: CoverageState; message: string; at: Date };
  createdAt: Date;
  updatedAt: Date;
  deletedAt?: Date;
  /** What the newest reconciliation found, less what was repaired since. */
  reconciled?: Reconciled;
  filter?: Filter;
  transform?: Transform;
  /** Of the transformation, 1 to 999; absent where there never was one. */
  transformRevision?: number;
  /** 32 bytes in hexadecimal, sealed: for the transformations that hash. */
  hashKey?: string;
  reconcile?: ReconcileSchedule;
  /** The next time of `reconcile` that is not begun. */
  nextReconcileAt?: Date;
  /** Retention has stripped every settled row up to this id. */
  strippedUpTo?: string;
}
