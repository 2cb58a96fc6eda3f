import { useSyncExternalStore } from "react";

/** The widths at which the layout changes; the same as in styles/index.css. */
export const PHONE = "(max-width: 900px)";
export const BELOW_WIDE = "(max-width: 1180px)";
export const DARK = "(prefers-color-scheme: dark)";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(query);
      list.addEventListener("change", listener);
      return () => list.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}
