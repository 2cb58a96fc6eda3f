import type { EventDetail } from "@sluice/shared/events";

export interface Explanation {
  /** The cause in plain words. */
  readonly title: string;
  readonly context: string;
  readonly steps: readonly string[];
}

const REPLAY = "When that is done, retry this event; all failed ones can be selected in Events.";

const KNOWN: Readonly<Record<string, (event: EventDetail) => Explanation>> = {
  duplicate_key: ({ objectId }) => ({
    title: "Another document already has a value that must be unique",
    context: `Sluice tried to write ${objectId ?? "the object"}, and a unique index of the destination refused it.`,
    steps: [
      "Read the index and its value in the message below; merge or remove the older document, or drop the index.",
      REPLAY,
    ],
  }),
  validation_failed: () => ({
    title: "The destination's own rules refuse this document",
    context: "The collection has a validator, and the object does not pass it.",
    steps: ["Change the validator of the collection so that it takes what the provider sends.", REPLAY],
  }),
  nul_in_key: () => ({
    title: "A field's name holds a NUL character, which MongoDB cannot store",
    context: "The event is kept as it came; it cannot become a document like this.",
    steps: [
      "Use Edit and replay to rename that field, or mend it at its source and let the provider send it again.",
    ],
  }),
  too_deep: () => ({
    title: "The object is nested more deeply than MongoDB allows",
    context: "Documents may be nested 100 levels deep.",
    steps: ["Use Edit and replay to flatten it, or mend it at its source."],
  }),
  too_large: () => ({
    title: "The document would be larger than 16 MB",
    context: "MongoDB takes no larger document.",
    steps: ["Use Edit and replay to leave something out, or mend it at its source."],
  }),
  worker_died: () => ({
    title: "The worker died each time it worked on this event",
    context: "It was tried alone, so nothing else was held up by it.",
    steps: ["Look at the body for what is unusual, and at the worker's log for its last lines.", REPLAY],
  }),
  unmappable: () => ({
    title: "No document can be made of this event",
    context: "Its body lacks what the connector needs, such as the object's id.",
    steps: [
      "Compare the body with one that was processed.",
      "Use Edit and replay to put in what is missing.",
    ],
  }),
  not_json: () => ({
    title: "The body is not JSON",
    context: "It was stored as received.",
    steps: ["Look at the raw body, and at what sent it."],
  }),
};

/** What is behind a failure and what to do about it. */
export function explain(event: EventDetail): Explanation | undefined {
  if (!event.error) return undefined;
  return (
    KNOWN[event.error.code]?.(event) ?? {
      title: event.error.message,
      context: "The attempts are used up, and nothing was written for this event.",
      steps: ["Mend the cause that the message names.", REPLAY],
    }
  );
}
