import type { Explanation } from "@sluice/shared/events";

interface Known {
  readonly title: string;
  readonly cause: string;
  readonly steps: Explanation["steps"];
}

const REPLAY = { text: "Then replay the event.", action: "replay" } as const;
const RETRY = { text: "Then retry it.", action: "retry" } as const;
const SEE_BODY = { text: "Look at the body.", action: "body" } as const;

/** What each code of a failed event means to a person, and what to do, in order. */
const KNOWN: Readonly<Record<string, Known>> = {
  validation: {
    title: "The destination's validation refused the document",
    cause: "The collection has a rule that this document does not fulfil.",
    steps: [
      { text: "Compare the document with the collection's validator.", action: "destination" },
      { text: "Change the rule, or replay with a body that fulfils it.", action: "edit" },
      RETRY,
    ],
  },
  too_large: {
    title: "The document is larger than MongoDB takes",
    cause: "A document may have 16 MB; this object has more.",
    steps: [{ text: "Replay with a body that leaves the large fields out.", action: "edit" }],
  },
  too_deep: {
    title: "The object is nested deeper than MongoDB takes",
    cause: "MongoDB takes 180 levels of objects and lists within each other.",
    steps: [{ text: "Replay with a body that is less deep.", action: "edit" }],
  },
  bad_field_name: {
    title: "A field's name cannot be stored",
    cause: "MongoDB refused the name of one of the object's fields.",
    steps: [SEE_BODY, { text: "Replay with another name for that field.", action: "edit" }],
  },
  bad_collection_name: {
    title: "The collection's name cannot be used",
    cause: "With the job's prefix, the name that follows from the object's type is not one MongoDB takes.",
    steps: [{ text: "Change the job's collection prefix.", action: "job_settings" }, RETRY],
  },
  nul_in_key: {
    title: "A field's name holds a NUL character",
    cause: "MongoDB cannot store such a name. The provider sent it so.",
    steps: [SEE_BODY, { text: "Replay with another name for that field.", action: "edit" }],
  },
  not_serializable: {
    title: "The object cannot be written as a MongoDB document",
    cause: "One of its values has a form that MongoDB does not know.",
    steps: [SEE_BODY, { text: "Replay with that value changed.", action: "edit" }],
  },
  bad_time: {
    title: "The event's time cannot be used",
    cause: "The order of changes follows from the provider's time, and this one is not a time.",
    steps: [{ text: "Replay with a time that is right.", action: "edit" }],
  },
  not_json: {
    title: "The body is not JSON",
    cause: "It was stored as it came, and cannot be read.",
    steps: [SEE_BODY, { text: "Replay with a body that is JSON.", action: "edit" }],
  },
  unmappable: {
    title: "No document follows from this event",
    cause: "It was read, and the object in it could not be turned into a document.",
    steps: [SEE_BODY, { text: "Replay with a body that is whole.", action: "edit" }],
  },
  foreign_version: {
    title: "The document is not one that Sluice wrote",
    cause: "Its _sync_metadata.version was set by something else, so the document was left alone.",
    steps: [
      { text: "Find out what else writes this collection.", action: "destination" },
      { text: "Remove _sync_metadata from the document if Sluice may replace it.", action: "document" },
      REPLAY,
    ],
  },
  transform_failed: {
    title: "The job's transformation failed on this event",
    cause:
      "The job changes documents before they are stored, and could not change this one. Nothing was stored.",
    steps: [
      { text: "Try the transformation on this event, and change it.", action: "transform" },
      { text: "Then retry the events that failed like this.", action: "retry" },
    ],
  },
  worker_died: {
    title: "The worker died while it was at this event",
    cause: "It happened each time the event was tried alone, so the event is likely to be the reason.",
    steps: [SEE_BODY, { text: "Look at the worker's log of that time, for its memory above all." }, RETRY],
  },
};

/** A code's meaning, with what its message names; of `count` events, that of one of them. Always says something. */
export function explainFailure(error: { code: string; message: string }, count = 1): Explanation {
  if (error.code === "duplicate_key") return duplicateKey(error.message, count);
  const known = KNOWN[error.code];
  if (known) return { ...known };
  return {
    title: "The destination refused the document",
    cause: error.code.startsWith("mongodb_")
      ? `The server answered with its error ${error.code.slice("mongodb_".length)}.`
      : "The message below is what it said.",
    steps: [{ text: "Mend what the message names.", action: "destination" }, RETRY],
  };
}

/** `E11000 duplicate key error collection: crm.invoices index: number_1 dup key: { number: "INV-1" }` */
function duplicateKey(message: string, count: number): Explanation {
  const [, collection, index] = /collection: (\S+) index: (\S+)/.exec(message) ?? [];
  const [, field, value] = /dup key: \{ "?([\w.$]+)"?: ("[^"]{0,80}"|[^\s,}]{1,80})/.exec(message) ?? [];
  const name = collection?.split(".").slice(1).join(".");
  return {
    title: titleOfDuplicate(field, value, count),
    cause: `The index ${index ? `${index} ` : ""}${name ? `of ${name} ` : ""}allows each value once, and a document with another _id holds it.`,
    steps: [
      { text: "Merge or remove the other document, or drop the index.", action: "destination" },
      { text: "Then replay all events that failed for this cause.", action: "replay_group" },
    ],
  };
}

function titleOfDuplicate(field: string | undefined, value: string | undefined, count: number): string {
  if (!field || !value) return "Another document already has a value that must be unique";
  // The value is that of one event; the others of the cause have values of their own.
  if (count > 1) return `Other documents already have the same ${field}`;
  return `Another document already has ${field} ${value.replaceAll('"', "")}`;
}
