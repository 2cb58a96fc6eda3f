/** How the documents of one workspace are told from others'. */
type Scope = "jobId" | "lane" | "workspaceId" | "workspace" | "scope" | "person" | "userId";

interface LedgerCollection {
  readonly scope: Scope;
  /** Its documents hold what was received, or nothing of value: never a sealed secret. It may be very large. */
  readonly secrets?: false;
}

/** Everything that makes a ledger what it is, the largest first. A new collection must be entered here or below. */
export const COLLECTIONS: Readonly<Record<string, LedgerCollection>> = {
  webhook_events: { scope: "jobId", secrets: false },
  event_stats: { scope: "jobId", secrets: false },
  event_stats_half_hours: { scope: "jobId", secrets: false },
  event_stats_days: { scope: "jobId", secrets: false },
  event_types: { scope: "jobId", secrets: false },
  rejected_requests: { scope: "jobId", secrets: false },
  sync_job_versions: { scope: "jobId" },
  job_executions: { scope: "jobId", secrets: false },
  reconcile_findings: { scope: "jobId", secrets: false },
  reconcile_reports: { scope: "jobId", secrets: false },
  sync_runs: { scope: "jobId", secrets: false },
  lanes: { scope: "lane", secrets: false },
  sync_jobs: { scope: "workspaceId" },
  database_owners: { scope: "workspaceId", secrets: false },
  sync_job_drafts: { scope: "workspaceId" },
  retention_settings: { scope: "workspaceId" },
  suppressed_objects: { scope: "scope" },
  erasures: { scope: "workspaceId" },
  bulk_operations: { scope: "workspaceId", secrets: false },
  alerts: { scope: "workspaceId", secrets: false },
  alert_messages: { scope: "workspaceId", secrets: false },
  alert_channels: { scope: "workspaceId" },
  alert_settings: { scope: "workspaceId", secrets: false },
  audit_log: { scope: "workspaceId" },
  invitations: { scope: "workspaceId" },
  api_keys: { scope: "workspaceId" },
  workspaces: { scope: "workspace" },
  users: { scope: "person" },
  accounts: { scope: "userId" },
};

/** What belongs to a running installation and is not taken elsewhere. */
const LEFT_BEHIND = new Set([
  "reconcile_seen",
  "platform_status",
  "lane_claims",
  "sessions",
  "verifications",
]);

export const isLeftBehind = (name: string): boolean =>
  LEFT_BEHIND.has(name) || name.startsWith("engine_") || name.startsWith("system.");

/** Where a sealed secret may be; also in what is not known here. */
export const mayHoldSecrets = (name: string): boolean =>
  COLLECTIONS[name]?.secrets !== false && !/^(platform_status|lane_claims|engine_|system\.)/.test(name);
