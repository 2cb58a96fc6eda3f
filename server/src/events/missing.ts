import type { MissingEvent } from "@sluice/shared/events";
import { AppError } from "../platform/errors.ts";
import { timeOfId } from "../platform/ids.ts";
import { DAY_MS } from "./rollup-levels.ts";

const EVENT_ID = /^evt_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Why there is no event of this id. @param rowDays how long events are kept at least. */
export function missingEvent(id: string, rowDays: number, now: Date): AppError {
  const missing = (message: string, details: MissingEvent) => new AppError("not_found", message, { details });
  if (!EVENT_ID.test(id))
    return missing(
      `${id.slice(0, 64)} is not an event's id: those are evt_ and 26 characters. Search finds an event by its provider's id.`,
      { reason: "malformed" },
    );
  const removedAfter = new Date(timeOfId(id).getTime() + rowDays * DAY_MS);
  if (removedAfter <= now)
    return missing(
      `There is no event ${id} any more: events are kept for ${rowDays} days, this one until ${removedAfter.toISOString()}.`,
      { reason: "expired", removedAfter: removedAfter.toISOString() },
    );
  return missing(`There is no event ${id} in this workspace.`, { reason: "unknown" });
}
