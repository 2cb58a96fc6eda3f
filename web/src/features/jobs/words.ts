import type { SyncJob } from "@sluice/shared/sync-jobs";
import { ALL, takesAny } from "./patterns.ts";

/** Where its documents go: `billing.stripe_*` */
export const targetOf = ({ destination }: Pick<SyncJob, "destination">): string =>
  `${destination.database}.${destination.collectionPrefix}*`;

/** `all event types`, `14 event types`, `invoice.*`: what a job takes, in few words. */
export function wordsFor(patterns: readonly string[], types: readonly string[] = []): string {
  if (patterns.includes(ALL)) return "all event types";
  if (types.length === 0) return patterns.length === 1 ? (patterns[0] ?? "") : `${patterns.length} patterns`;
  const taken = types.filter((type) => takesAny(patterns, type));
  if (taken.length === 1) return taken[0] ?? "";
  return `${taken.length} event types`;
}
