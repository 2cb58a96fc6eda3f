import { useSyncExternalStore } from "react";

/** What is looked at, as the search part of the URL says it. */
export interface Address {
  readonly job?: string;
  readonly tab?: string;
  readonly status?: string;
  readonly event?: string;
}

const MOVED = "sluice:moved";

function subscribe(listener: () => void): () => void {
  window.addEventListener("popstate", listener);
  window.addEventListener(MOVED, listener);
  return () => {
    window.removeEventListener("popstate", listener);
    window.removeEventListener(MOVED, listener);
  };
}

export function useAddress(): Address {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return Object.fromEntries(new URLSearchParams(search));
}

/** The link to `address`; parts that are undefined are left out. */
export function href(address: { [Part in keyof Address]: Address[Part] | undefined }): string {
  const given = Object.entries(address).filter(([, value]) => value !== undefined) as [string, string][];
  return given.length > 0 ? `/?${new URLSearchParams(given)}` : "/";
}

export function go(to: string): void {
  window.history.pushState(null, "", to);
  window.dispatchEvent(new Event(MOVED));
}
