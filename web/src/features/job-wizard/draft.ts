import { currentWorkspace } from "../../lib/session-store.ts";
import { createStore } from "../../lib/store.ts";
import { type Draft, EMPTY } from "./draft-rules.ts";

const slot = () => `sluice.newJob.${currentWorkspace() ?? "default"}`;

/** When the draft was last kept in this browser; undefined: not yet. */
export const keptAt = createStore<string | undefined>(undefined);

export function readDraft(): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(slot()) ?? "{}") as Partial<Draft>), uri: "" };
  } catch {
    return EMPTY;
  }
}

export function keepDraft({ uri: _uri, ...draft }: Draft): void {
  localStorage.setItem(slot(), JSON.stringify(draft));
  keptAt.set(new Date().toISOString());
}

export function dropDraft(): void {
  localStorage.removeItem(slot());
  keptAt.set(undefined);
}
