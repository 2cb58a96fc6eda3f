import type { EventSummary } from "@sluice/shared/events";
import { useQueryClient } from "@tanstack/react-query";
import { type MouseEvent, type ReactNode, useCallback, useMemo, useRef } from "react";
import { DataTable } from "../../components/data-table/data-table.tsx";
import type { RowLink } from "../../components/data-table/types.ts";
import { shortId } from "../../lib/format.ts";
import { PHONE, useMedia } from "../../lib/media.ts";
import type { Selection } from "../../lib/selection.ts";
import { eventColumns, hiddenColumns } from "./columns.tsx";
import { eventQuery } from "./queries.ts";
import { type EventsSearch, listFrom } from "./search.ts";
import type { EventRows } from "./use-event-rows.ts";
import type { Change } from "./use-filters.tsx";

const REST_MS = 80;
const idOf = ({ id }: EventSummary) => id;
const nameOf = ({ id, type }: EventSummary) => `${type}, ${shortId(id)}`;

interface Props {
  readonly list: EventRows;
  /** How many match, as far as it is known. */
  readonly total: number | undefined;
  readonly search: EventsSearch;
  readonly peek: string | undefined;
  /** Whether there is room for a pane. */
  readonly wide: boolean;
  readonly jobName: (id: string) => string;
  readonly selection: Selection;
  readonly change: Change;
  readonly empty: ReactNode;
}

/** The list itself. Where there is room, a click opens the pane; Enter, and a new tab, the event's own page. */
export function EventTable({ list, total, search, peek, wide, jobName, selection, change, empty }: Props) {
  const columns = useMemo(() => eventColumns(jobName), [jobName]);
  const hasPane = peek !== undefined;
  // A phone's two lines have their places.
  const cols = useMedia(PHONE) ? undefined : search.cols;
  const hidden = useMemo(() => hiddenColumns(cols, hasPane), [cols, hasPane]);
  const latest = useRef({ change, peek });
  latest.current = { change, peek };
  const toggle = useCallback((id: string) => {
    const { change: write, peek: open } = latest.current;
    write({ peek: open === id ? undefined : id });
  }, []);
  const { list: filters } = listFrom(search);
  const from = useMemo(() => (filters ? { list: filters } : {}), [filters]);
  const linkOf = useCallback<RowLink<EventSummary>>(
    ({ id }) => ({
      to: "/events/$id",
      params: { id },
      search: from,
      ...(wide && {
        onClick: (event: MouseEvent) => {
          const isPlain = event.detail > 0 && event.button === 0;
          if (!isPlain || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          toggle(id);
        },
      }),
    }),
    [wide, toggle, from],
  );
  const preload = usePreload();
  return (
    <div onPointerOver={preload.onPointerOver}>
      <DataTable
        {...list}
        label="Events"
        columns={columns}
        hidden={hidden}
        rowId={idOf}
        rowLink={linkOf}
        rowName={nameOf}
        total={total}
        selection={selection}
        current={peek}
        sort={{ by: "received", direction: search.sort === "oldest" ? "ascending" : "descending" }}
        onSort={({ direction }) => change({ sort: direction === "ascending" ? "oldest" : undefined })}
        {...(wide && { onPeek: ({ id }: EventSummary) => toggle(id) })}
        onActive={({ id }) => {
          preload.soon(id);
          if (peek !== undefined) change({ peek: id });
        }}
        empty={empty}
      />
    </div>
  );
}

/** Reads an event ahead once somebody rests on its row. */
function usePreload() {
  const client = useQueryClient();
  const timer = useRef<number>(undefined);
  const soon = (id: string | undefined) => {
    window.clearTimeout(timer.current);
    if (id) timer.current = window.setTimeout(() => void client.prefetchQuery(eventQuery(id)), REST_MS);
  };
  return {
    soon,
    onPointerOver: ({ target }: { target: EventTarget }) => {
      const link = (target as HTMLElement).closest("[data-index]")?.querySelector("a");
      soon(link?.pathname.split("/").at(-1));
    },
  };
}
