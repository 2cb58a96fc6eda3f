import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const JOB_STATES = ["active", "quiet", "paused", "needsSecret", "blocked", "disabled"] as const;
/** Without one: what failed first, then what needs somebody, then the busiest. */
export const JOB_SORTS = ["name", "received", "lastEvent"] as const;

export const jobsSearch = (raw: RawSearch) =>
  given({ q: text(raw.q), state: oneOf(raw.state, JOB_STATES), sort: oneOf(raw.sort, JOB_SORTS) });
export type JobsSearch = ReturnType<typeof jobsSearch>;
