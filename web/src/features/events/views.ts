import { useMemo } from "react";
import { parseSearch, stringifySearch } from "../../lib/search.ts";
import { createStore, useStore } from "../../lib/store.ts";
import { type EventsSearch, eventsSearch } from "./search.ts";

/** A named address of the events page. */
export interface View {
  readonly name: string;
  readonly search: EventsSearch;
}

/** Kept in the browser, for one person in one workspace. */
export interface Owner {
  readonly workspaceId: string;
  readonly userId: string;
}

const slotOf = ({ workspaceId, userId }: Owner) => `sluice.views.${workspaceId}.${userId}`;
const changes = createStore(0);

/** What can be used of a stored text: `[{"name":"…","address":"?status=failed"}]`. */
export function readViews(text: string | null): readonly View[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((one: { name?: unknown; address?: unknown } | null) =>
      typeof one?.name === "string" && typeof one.address === "string"
        ? [{ name: one.name, search: eventsSearch(parseSearch(one.address)) }]
        : [],
    );
  } catch {
    return [];
  }
}

export const writeViews = (views: readonly View[]): string =>
  JSON.stringify(views.map(({ name, search }) => ({ name, address: addressOf(search) })));

/** What a view keeps: not what is looked at for the moment. */
export const addressOf = ({ peek: _peek, ...search }: EventsSearch): string => stringifySearch({ ...search });

export function useViews(owner: Owner) {
  useStore(changes);
  const slot = slotOf(owner);
  const text = localStorage.getItem(slot);
  const views = useMemo(() => readViews(text), [text]);
  const store = (next: readonly View[]) => {
    localStorage.setItem(slot, writeViews(next));
    changes.set(changes.get() + 1);
  };
  return {
    views,
    /** One of the same name is replaced. */
    save: (view: View) => store([...views.filter(({ name }) => name !== view.name), view]),
    remove: (name: string) => store(views.filter((view) => view.name !== name)),
  };
}
