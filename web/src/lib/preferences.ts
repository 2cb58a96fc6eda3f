import { DARK } from "./media.ts";
import { createStore, useStore } from "./store.ts";

export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  /** An IANA name; `local` follows the device. */
  readonly timeZone: string;
  /** Shortcuts of one key, such as J and K (WCAG 2.1.4 asks for a way to turn them off). */
  readonly singleKeys: boolean;
}

/** public/theme.js reads the same slot before the first paint. */
const SLOT = "sluice.preferences";
const DEFAULTS: Preferences = { theme: "system", timeZone: "local", singleKeys: true };

/** What can be used of a stored text; the rest falls back to the default. */
export function readPreferences(text: string | null): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    stored = (JSON.parse(text ?? "{}") ?? {}) as typeof stored;
  } catch {}
  const { theme, timeZone, singleKeys } = stored;
  return {
    theme: theme === "light" || theme === "dark" ? theme : DEFAULTS.theme,
    timeZone: typeof timeZone === "string" && isTimeZone(timeZone) ? timeZone : DEFAULTS.timeZone,
    singleKeys: typeof singleKeys === "boolean" ? singleKeys : DEFAULTS.singleKeys,
  };
}

const store = createStore<Preferences>(DEFAULTS);

export const preferences = store.get;
export const usePreferences = (): Preferences => useStore(store);

export function setPreferences(change: Partial<Preferences>): void {
  store.set({ ...store.get(), ...change });
  localStorage.setItem(SLOT, JSON.stringify(store.get()));
  applyTheme();
}

/** Called once at the start: takes what is stored and follows the system and other tabs. */
export function followPreferences(): void {
  const take = () => {
    store.set(readPreferences(localStorage.getItem(SLOT)));
    applyTheme();
  };
  take();
  window.addEventListener("storage", ({ key }) => key === SLOT && take());
  window.matchMedia(DARK).addEventListener("change", applyTheme);
}

function applyTheme(): void {
  const { theme } = store.get();
  const dark = theme === "dark" || (theme === "system" && window.matchMedia(DARK).matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

function isTimeZone(name: string): boolean {
  if (name === "local") return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
