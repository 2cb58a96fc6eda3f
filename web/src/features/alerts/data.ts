import type { AlertRule, ChannelKind, MessageKind } from "@sluice/shared/alerts";
import { api } from "../../lib/api.ts";

export const RULE_WORDS: Readonly<Record<AlertRule, string>> = {
  failing: "Events fail",
  blocked: "Nothing can be written",
  quiet: "No events arrive",
  schedule: "Schedule not kept",
};
export const KIND_WORDS: Readonly<Record<ChannelKind, string>> = {
  email: "Email",
  slack: "Slack",
  webhook: "Webhook",
};
export const MESSAGE_WORDS: Readonly<Record<MessageKind, string>> = {
  opened: "Alert",
  reminder: "Reminder",
  recovered: "Recovery",
};

export const channelsQuery = () => ({
  ...api.alerts.channels.queryOptions(),
  meta: { live: "alerts" as const },
});

export const jobSettingsQuery = (jobId: string) => api.alerts.jobSettings.queryOptions({ params: { jobId } });

export const workspaceSettingsQuery = () => api.alerts.settings.queryOptions();

export const alertsQuery = (jobId?: string) => ({
  ...api.alerts.list.infiniteOptions({ query: { limit: 20, ...(jobId && { jobId }) } }),
  // Whoever opened one may have died before it said so.
  refetchInterval: 20_000,
  meta: { live: jobId ? (`job:${jobId}` as const) : ("*" as const) },
});
