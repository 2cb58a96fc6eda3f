import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const JOB_STATES = ["active", "quiet", "paused", "needsSecret", "blocked", "disabled"] as const;

export const jobsSearch = (raw: RawSearch) => given({ q: text(raw.q), state: oneOf(raw.state, JOB_STATES) });
