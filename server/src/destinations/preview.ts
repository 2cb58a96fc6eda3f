import type { Change } from "./change.ts";
import { documentOf } from "./document.ts";
import { memberOf } from "./plan.ts";
import { formatVersion } from "./version.ts";

/** The document that a change alone would leave behind; undefined when it removes it. */
export function previewDocument(change: Change, deleteMode: "hard" | "soft", now: Date) {
  const deleted = change.mapping.operation === "delete";
  if (deleted && deleteMode === "hard") return undefined;
  const { prefix } = memberOf(change, 0);
  const version = formatVersion(prefix, 1, change.eventId, change.revision);
  return documentOf(change, version, now, { ambiguous: false, deleted });
}
