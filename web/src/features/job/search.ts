import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";
import { eventStatus } from "../events/search.ts";

export const JOB_TABS = ["events", "executions", "rejected", "settings"] as const;
export type JobTab = (typeof JOB_TABS)[number];

export const jobSearch = (raw: RawSearch) =>
  given({ tab: oneOf(raw.tab, JOB_TABS), status: eventStatus(raw.status), range: text(raw.range) });
