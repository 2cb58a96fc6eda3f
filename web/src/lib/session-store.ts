import { createStore } from "./store.ts";

const WORKSPACE_SLOT = "sluice.workspace";

/** The workspace in use, by id; null until somebody is signed in. */
export const workspaceStore = createStore<string | null>(localStorage.getItem(WORKSPACE_SLOT));

/** True from the moment a request is refused until the person has signed in again. */
export const sessionLost = createStore(false);

export const currentWorkspace = (): string | null => workspaceStore.get();

/** Other tabs keep theirs until they are loaded again. */
export function setWorkspace(id: string | null): void {
  if (id) localStorage.setItem(WORKSPACE_SLOT, id);
  else localStorage.removeItem(WORKSPACE_SLOT);
  workspaceStore.set(id);
}
