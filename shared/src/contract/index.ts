import { alertsContract } from "../alerts/contract.ts";
import { bulkContract } from "../bulk/contract.ts";
import { connectorsContract } from "../connectors/contract.ts";
import { destinationsContract } from "../destinations/contract.ts";
import { erasuresContract } from "../erasures/contract.ts";
import { eventsContract } from "../events/contract.ts";
import { overviewContract } from "../overview/contract.ts";
import { pullsContract } from "../pulls/contract.ts";
import { reapplyContract } from "../reapply/contract.ts";
import { reconcileContract } from "../reconcile/contract.ts";
import { registrationsContract } from "../registrations/contract.ts";
import { rejectedContract } from "../rejected/contract.ts";
import { retentionContract } from "../retention/contract.ts";
import { runsContract } from "../runs/contract.ts";
import { syncJobsContract } from "../sync-jobs/contract.ts";
import {
  accountContract,
  apiKeysContract,
  invitationsContract,
  membersContract,
  workspacesContract,
} from "../workspaces/contract.ts";

export * from "./errors.ts";
export * from "./op.ts";
export * from "./query.ts";

/** The whole HTTP interface. */
export const contract = {
  connectors: connectorsContract,
  syncJobs: syncJobsContract,
  destinations: destinationsContract,
  events: eventsContract,
  overview: overviewContract,
  rejected: rejectedContract,
  registrations: registrationsContract,
  retention: retentionContract,
  erasures: erasuresContract,
  alerts: alertsContract,
  bulk: bulkContract,
  runs: runsContract,
  reapply: reapplyContract,
  reconcile: reconcileContract,
  pulls: pullsContract,
  account: accountContract,
  workspaces: workspacesContract,
  members: membersContract,
  invitations: invitationsContract,
  apiKeys: apiKeysContract,
} as const;
export type SluiceContract = typeof contract;
