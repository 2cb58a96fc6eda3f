import type { SluiceContract } from "@sluice/shared/contract";
import type { Manifest } from "./types.ts";

// Made by `npm run generate -w client` from the contract.
export const manifest = {
  account: {
    changePassword: "POST /api/auth/password",
    chooseWorkspace: "POST /api/auth/workspace",
    endOtherSessions: "POST /api/auth/sessions/end-others",
    endSession: "DELETE /api/auth/sessions/{sessionId}",
    me: "GET /api/auth/me",
    resetPassword: "POST /api/auth/reset-password",
    sessions: "GET /api/auth/sessions",
    setUp: "POST /api/setup",
    setupState: "GET /api/setup",
    signIn: "POST /api/auth/sign-in/email",
    signOut: "POST /api/auth/sign-out",
    updateMe: "PATCH /api/auth/me",
  },
  apiKeys: {
    create: "POST /api/v1/api-keys",
    list: "GET /api/v1/api-keys",
    revoke: "DELETE /api/v1/api-keys/{keyId}",
    rotate: "POST /api/v1/api-keys/{keyId}/rotate",
  },
  connectors: {
    list: "GET /api/v1/connectors",
    sample: "GET /api/v1/connectors/{connectorId}/sample",
  },
  destinations: {
    check: "POST /api/v1/destinations/check",
  },
  events: {
    facets: "GET /api/v1/events/facets",
    failures: "GET /api/v1/events/failures",
    get: "GET /api/v1/events/{id}",
    histogram: "GET /api/v1/events/histogram",
    list: "GET /api/v1/events",
    replay: "POST /api/v1/events/{id}/replay",
  },
  invitations: {
    accept: "POST /api/auth/invitations/accept",
    create: "POST /api/workspaces/{workspaceId}/invitations",
    list: "GET /api/workspaces/{workspaceId}/invitations",
    preview: "POST /api/auth/invitations/preview",
    revoke: "DELETE /api/workspaces/{workspaceId}/invitations/{invitationId}",
  },
  members: {
    leave: "POST /api/workspaces/{workspaceId}/leave",
    list: "GET /api/workspaces/{workspaceId}/members",
    remove: "DELETE /api/workspaces/{workspaceId}/members/{userId}",
    setRole: "PATCH /api/workspaces/{workspaceId}/members/{userId}",
  },
  retention: {
    get: "GET /api/v1/retention",
    preview: "POST /api/v1/retention/preview",
    update: "PATCH /api/v1/retention",
  },
  syncJobs: {
    create: "POST /api/workspaces/{workspaceId}/sync-jobs",
    endPreviousSecret: "DELETE /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/secret/previous",
    events: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/events",
    executions: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/executions",
    get: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
    getSecret: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/secret",
    list: "GET /api/workspaces/{workspaceId}/sync-jobs",
    regenerateSecret: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/regenerate-secret",
    rejected: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/rejected",
    remove: "DELETE /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
    retryFailed: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/retry-failed",
    sendTest: "POST /api/webhooks/{workspaceId}/{jobId}/test",
    setSecret: "POST /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/secret",
    stats: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook/stats",
    update: "PATCH /api/workspaces/{workspaceId}/sync-jobs/{jobId}",
    versions: "GET /api/workspaces/{workspaceId}/sync-jobs/{jobId}/versions",
  },
  workspaces: {
    audit: "GET /api/v1/audit",
    create: "POST /api/workspaces",
    get: "GET /api/workspaces/{workspaceId}",
    remove: "DELETE /api/workspaces/{workspaceId}",
    rename: "PATCH /api/workspaces/{workspaceId}",
  },
} as const satisfies Manifest<SluiceContract>;
