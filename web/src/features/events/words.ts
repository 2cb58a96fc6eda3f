import type { EventFlag, EventStatus, EventSummary } from "@sluice/shared/events";
import { statusWord } from "../../components/status.tsx";

/** A status as a filter names it: the two ways of being pending are told apart. */
export const statusLabel = (status: EventStatus): string =>
  status === "waiting" ? "Waiting for its next attempt" : statusWord(status);

const FLAG_LABELS: Record<EventFlag, string> = {
  duplicate: "Received again",
  conflict: "Received again with different content",
  ambiguous: "Order unknown",
  mismatch: "Different mode or account",
  replay: "Replay",
  edited: "Edited replay",
  test: "Test event",
  admitted: "Let in by a person",
};

export const flagLabel = (flag: EventFlag): string => FLAG_LABELS[flag];

/** What is rare about an event, in a word each. */
export function flagsOf(event: EventSummary): readonly string[] {
  return [
    ...(event.test ? ["test"] : []),
    ...(event.edited ? ["edited"] : event.replayOf ? ["replay"] : []),
    ...(event.conflicting ? ["conflict"] : event.duplicates > 0 ? ["repeated"] : []),
    ...(event.mismatch ? ["mismatch"] : []),
    ...(event.ambiguous ? ["ambiguous"] : []),
    ...(event.admitted ? ["let in"] : []),
  ];
}
