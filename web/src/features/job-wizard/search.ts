import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const STEPS = ["source", "events", "destination", "connect"] as const;
export type Step = (typeof STEPS)[number];

export const STEP_WORDS: Record<Step, string> = {
  source: "Source",
  events: "Events",
  destination: "Destination",
  connect: "Connect",
};

export const wizardSearch = (raw: RawSearch) =>
  given({
    step: oneOf(raw.step, STEPS),
    job: text(raw.job),
    /** The provider that a new draft begins with. */
    connector: text(raw.connector),
  });
