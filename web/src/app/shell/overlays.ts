import { createStore } from "../../lib/store.ts";

export type Overlay = "commands" | "shortcuts";

/** Which of the shell's own dialogs is open. */
export const overlay = createStore<Overlay | null>(null);
export const openOverlay = (which: Overlay): void => overlay.set(which);
export const closeOverlay = (): void => overlay.set(null);
