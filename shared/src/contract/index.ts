import { connectorsContract } from "../connectors/contract.ts";
import { eventsContract } from "../events/contract.ts";
import { syncJobsContract } from "../sync-jobs/contract.ts";
import { workspacesContract } from "../workspaces/contract.ts";

export * from "./errors.ts";
export * from "./op.ts";
export * from "./query.ts";

/** The whole HTTP interface. */
export const contract = {
  connectors: connectorsContract,
  syncJobs: syncJobsContract,
  events: eventsContract,
  workspaces: workspacesContract,
} as const;
export type SluiceContract = typeof contract;
