import { matchesPattern } from "@sluice/shared/events";
import type { Connector, RegisteredWebhook, WebhookApi } from "../connectors/index.ts";

const ALL = "*";

/** Every type of the provider's that a job's patterns take. */
export function neededTypes(connector: Connector, patterns: readonly string[]): string[] {
  return connector.eventGroups
    .flatMap((group) => group.types)
    .filter((type) => patterns.some((pattern) => matchesPattern(pattern, type)));
}

/** What a webhook is to be asked for. */
export const wantedEvents = (connector: Connector, api: WebhookApi, patterns: readonly string[]): string[] =>
  api.takesAll && patterns.includes(ALL) ? [ALL] : neededTypes(connector, patterns);

export function compared(connector: Connector, patterns: readonly string[], webhook: RegisteredWebhook) {
  const needed = new Set(neededTypes(connector, patterns));
  const sent = new Set(webhook.events);
  if (sent.has(ALL)) return { missing: [], unneeded: patterns.includes(ALL) ? [] : [ALL] };
  return {
    missing: [...needed].filter((type) => !sent.has(type)),
    unneeded: [...sent].filter((type) => !needed.has(type)),
  };
}

export const sameTypes = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === new Set(one).size;
