import { useSyncExternalStore } from "react";

const SLOT = "sluice.apiKey";

interface Session {
  readonly key: string | null;
  /** Why the last session ended, when it was not the person's own doing. */
  readonly ended?: string;
}

let session: Session = { key: sessionStorage.getItem(SLOT) };
const listeners = new Set<() => void>();

function change(next: Session): void {
  session = next;
  if (next.key) sessionStorage.setItem(SLOT, next.key);
  else sessionStorage.removeItem(SLOT);
  for (const listener of listeners) listener();
}

/** The API key lives as long as the browser tab and is never written to disk by us. */
export const currentKey = (): string | null => session.key;
export const signIn = (key: string): void => change({ key });
export const signOut = (ended?: string): void => change(ended ? { key: null, ended } : { key: null });

export function useSession(): Session {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => session,
  );
}
