import type { DocumentError, Stored } from "./bulk.ts";
import type { Change } from "./change.ts";

/** MongoDB refuses documents nested deeper than 180, and hangs up on commands nested deeper than 200. */
const MAX_DEPTH = 180;

/** The destination document of a change (API.md): the object's fields, its id, and where it came from. */
export function documentOf(
  change: Change,
  version: string,
  now: Date,
  flags: { readonly ambiguous: boolean; readonly deleted: boolean },
): Stored {
  const { mapping } = change;
  const document: Stored = { _id: mapping.id, ...mapping.document };
  document._id = mapping.id;
  document._sync_metadata = {
    source: change.source,
    jobId: change.jobId,
    eventId: change.eventId,
    eventType: change.eventType,
    eventAt: new Date(mapping.at / 1000),
    syncedAt: now,
    via: change.via,
    version,
    ...(mapping.account !== undefined && { account: mapping.account }),
    ...(mapping.livemode !== undefined && { livemode: mapping.livemode }),
    ...(flags.ambiguous && { ambiguous: true }),
    ...(flags.deleted && { deleted: true }),
  };
  return document;
}

/** What would break the connection or the version; everything else the server judges. */
export function refusal({ mapping }: Change): DocumentError | undefined {
  if (!Number.isSafeInteger(mapping.at) || mapping.at < 0) {
    return {
      code: "bad_time",
      message: `The event's time, ${mapping.at}, is not a whole number of microseconds`,
    };
  }
  if (isDeeperThan(mapping.document, MAX_DEPTH)) {
    return {
      code: "too_deep",
      message: `The object is nested deeper than the ${MAX_DEPTH} levels MongoDB takes`,
    };
  }
  return undefined;
}

/** Recursion ends at `levels`, however deep the value is. */
function isDeeperThan(value: object, levels: number): boolean {
  if (levels === 0) return true;
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === "object" && child !== null && isDeeperThan(child, levels - 1)) return true;
  }
  return false;
}
