import type { SluiceContract } from "@sluice/shared/contract";
import type { Manifest } from "./types.ts";

// Made by `npm run generate -w client` from the contract.
export const manifest = {
  connectors: {
    list: "GET /api/v1/connectors",
    sample: "GET /api/v1/connectors/{connectorId}/sample",
  },
  events: {
    get: "GET /api/v1/events/{id}",
    list: "GET /api/v1/events",
    replay: "POST /api/v1/events/{id}/replay",
  },
  syncJobs: {
    create: "POST /api/workspaces/{workspaceId}/sync-jobs",
    events: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/events",
    executions: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/executions",
    get: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
    list: "GET /api/workspaces/{workspaceId}/sync-jobs",
    regenerateSecret: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/regenerate-secret",
    rejected: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/rejected",
    remove: "DELETE /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
    retryFailed: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/retry-failed",
    sendTest: "POST /api/webhooks/{workspaceId}/{jobId}/test",
    setSecret: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/secret",
    stats: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/stats",
    update: "PATCH /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
  },
  workspaces: {
    audit: "GET /api/v1/audit",
  },
} as const satisfies Manifest<SluiceContract>;
