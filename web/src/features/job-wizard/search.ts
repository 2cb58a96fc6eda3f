import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const STEPS = ["source", "events", "destination", "connect"] as const;
export type Step = (typeof STEPS)[number];

export const wizardSearch = (raw: RawSearch) => given({ step: oneOf(raw.step, STEPS), job: text(raw.job) });
