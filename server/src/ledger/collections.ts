/**
 * Collections whose documents hold what was received or what can be made again, never a sealed secret, and may
 * be very large. All others are looked through when keys are rotated, those that are not known here included.
 */
export const WITHOUT_SECRETS: ReadonlySet<string> = new Set([
  "webhook_events",
  "event_stats",
  "rejected_requests",
  "job_executions",
  "lanes",
  "lane_claims",
  "platform_status",
]);
