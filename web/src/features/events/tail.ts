import type { EventPage, EventSummary } from "@sluice/shared/events";
import type { InfiniteData } from "@tanstack/react-query";

export type Pages = InfiniteData<EventPage, string | undefined>;

/** More than so many a second are shown as a sample. */
export const MOST_PER_S = 20;

const MAY_CHANGE = new Set<EventSummary["status"]>(["pending", "waiting", "processing", "failed"]);

export const mayChange = ({ status }: EventSummary): boolean => MAY_CHANGE.has(status);

/** What of a row a list shows and may change. */
const stateOf = ({ status, outcome, attempts, duplicates, settledAt, error }: EventSummary): string =>
  `${status} ${outcome} ${attempts} ${duplicates} ${settledAt} ${error?.message}`;

/** Ids of what is listed, down to `lowest`: a list may be long, and what is new is at its beginning. */
export function knownIds(pages: Pages, lowest = ""): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { data } of pages.pages)
    for (const { id } of data) {
      if (id < lowest) return ids;
      ids.add(id);
    }
  return ids;
}

/** Rows that are listed get what was read of them; none comes, goes or moves. The same pages when nothing changed. */
export function updated(pages: Pages, read: readonly EventSummary[]): Pages {
  const byId = new Map(read.map((row) => [row.id, row]));
  let changed = false;
  const next = pages.pages.map((page) => {
    const stale = page.data.some((row) => {
      const now = byId.get(row.id);
      return now !== undefined && stateOf(now) !== stateOf(row);
    });
    if (!stale) return page;
    changed = true;
    return { ...page, data: page.data.map((row) => byId.get(row.id) ?? row) };
  });
  return changed ? { ...pages, pages: next } : pages;
}

/** New rows, newest first, take their places on the first page: one may have been stored a moment after a newer one. */
export function withFresh(pages: Pages, fresh: readonly EventSummary[]): Pages {
  const [first, ...rest] = pages.pages;
  if (!first || fresh.length === 0) return pages;
  const known = knownIds(pages, fresh.at(-1)?.id);
  const data = [...fresh.filter(({ id }) => !known.has(id)), ...first.data];
  data.sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
  return { ...pages, pages: [{ ...first, data }, ...rest] };
}

/** The first page alone, as it was just read. */
export const restarted = (head: EventPage): Pages => ({ pages: [head], pageParams: [undefined] });

/** Events per second among the newest, by their times of receipt; 0 for fewer than two. */
export function rateOf(newestFirst: readonly EventSummary[]): number {
  const [first, last] = [newestFirst[0], newestFirst.at(-1)];
  if (!first || !last || first === last) return 0;
  const ms = Math.max(1, Date.parse(first.receivedAt) - Date.parse(last.receivedAt));
  return ((newestFirst.length - 1) * 1000) / ms;
}

/** Every so many-th, with the newest, so that about `most` stay. */
export function sampleOf(rows: readonly EventSummary[], most: number): readonly EventSummary[] {
  const step = Math.ceil(rows.length / most);
  return rows.filter((_, index) => index % step === 0);
}
