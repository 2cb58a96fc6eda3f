import { createStore } from "./store.ts";

const KEY_SLOT = "sluice.apiKey";
const WORKSPACE_SLOT = "sluice.workspace";

const key = createStore<string | null>(sessionStorage.getItem(KEY_SLOT));
const workspace = createStore<string | null>(localStorage.getItem(WORKSPACE_SLOT));

/** True from the moment a request is refused until the person has signed in again. */
export const sessionLost = createStore(false);

/** An API key lives as long as the browser tab and is never written to disk by us. */
export const currentKey = (): string | null => key.get();
export function keepKey(next: string | null): void {
  if (next) sessionStorage.setItem(KEY_SLOT, next);
  else sessionStorage.removeItem(KEY_SLOT);
  key.set(next);
}

export const currentWorkspace = (): string | null => workspace.get();
export const workspaceStore = workspace;
export function chooseWorkspace(id: string | null): void {
  if (id) localStorage.setItem(WORKSPACE_SLOT, id);
  else localStorage.removeItem(WORKSPACE_SLOT);
  workspace.set(id);
}
