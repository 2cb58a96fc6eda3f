import type { ApplyOptions } from "../destinations/index.ts";
import { bodyOf, type EventRepo, parseJson } from "../events/index.ts";

/** Looks up the stored events of a job's ties (RULES 17). */
export const tiesOf =
  (events: EventRepo, jobId: string): ApplyOptions["ties"] =>
  async (keys) =>
    (await events.ties(jobId, [...keys])).flatMap((row) => {
      const body = bodyOf(row);
      const payload = body && parseJson(body);
      return payload && row.tieKey ? [{ eventId: row.providerEventId, type: row.type, payload }] : [];
    });
