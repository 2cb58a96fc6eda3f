import type { ReactNode } from "react";
import { useEffect } from "react";
import { createStore, useStore } from "./store.ts";

export interface Command {
  readonly id: string;
  /** `Replay 5 selected events` */
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string;
  /** Further words to be found by. */
  readonly keywords?: readonly string[];
  readonly run: () => unknown;
}

const registered = createStore<readonly Command[]>([]);

export const useRegisteredCommands = (): readonly Command[] => useStore(registered);

/** Puts what the page can do into the command menu, while the page is shown. Memoize `commands`. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => {
    registered.set([...registered.get(), ...commands]);
    return () => registered.set(registered.get().filter((command) => !commands.includes(command)));
  }, [commands]);
}
