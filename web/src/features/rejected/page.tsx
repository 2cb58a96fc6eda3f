import type { RejectedSummary } from "@sluice/shared/rejected";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { Button } from "../../components/button.tsx";
import { DataTable } from "../../components/data-table/data-table.tsx";
import { Empty } from "../../components/empty.tsx";
import { FilterBar } from "../../components/filter-bar.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { PeekLayout } from "../../components/peek.tsx";
import { plural } from "../../lib/format.ts";
import { useShortcuts } from "../../lib/keyboard.ts";
import { BELOW_WIDE, useMedia } from "../../lib/media.ts";
import { useRows } from "../../lib/pages.ts";
import { REJECTED_COLUMNS } from "./columns.tsx";
import { rejectedQuery } from "./queries.ts";
import { RequestPane } from "./request-pane.tsx";
import { askedOf, type RejectedSearch } from "./search.ts";
import { useFilters } from "./use-filters.tsx";

const route = getRouteApi("/app/rejected");
const idOf = ({ id }: RejectedSummary) => id;

export function RejectedPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const narrow = useMedia(BELOW_WIDE);
  const change = (changes: { readonly [Key in keyof RejectedSearch]?: string | undefined }) =>
    void navigate({ to: "/rejected", search: { ...search, ...changes } as RejectedSearch, replace: true });
  const { range, reason, job, peek } = search;
  const asked = useMemo(() => askedOf({ range, reason, job } as RejectedSearch), [range, reason, job]);
  const requests = useInfiniteQuery(rejectedQuery(asked));
  const list = useRows(requests);
  const counts = requests.data?.pages[0]?.counts;
  const filters = useFilters(search, counts, (changes) => change({ ...changes, peek: undefined }));
  const show = ({ id }: RejectedSummary) => change({ peek: id });
  const close = () => change({ peek: undefined });
  const current = useRef(search);
  current.current = search;
  const rowLink = useCallback(
    ({ id }: RejectedSummary) => ({ to: "/rejected" as const, search: { ...current.current, peek: id } }),
    [],
  );
  useShortcuts({ Escape: close }, { enabled: peek !== undefined });

  const index = list.rows.findIndex(({ id }) => id === peek);
  const neighbour = (step: number) => {
    const row = index < 0 ? undefined : list.rows[index + step];
    return row && (() => show(row));
  };
  const pane = peek && (
    <RequestPane
      key={peek}
      id={peek}
      narrow={narrow}
      onClose={close}
      onPrevious={neighbour(-1)}
      onNext={neighbour(1)}
    />
  );
  const isNarrowed = filters.some(({ value }) => value !== undefined);
  return (
    <>
      <PageHeader title="Rejected requests" documentTitle="Rejected" />
      {narrow && pane ? (
        pane
      ) : (
        <PeekLayout pane={pane}>
          <FilterBar
            filters={filters}
            actions={
              counts && (
                <p role="status" className="text-12 text-fg-3">
                  {plural(counts.total, "request")}
                </p>
              )
            }
          />
          <DataTable
            {...list}
            label="Rejected requests"
            columns={REJECTED_COLUMNS}
            rowId={idOf}
            rowLink={rowLink}
            total={counts?.total}
            current={peek}
            onPeek={show}
            {...(peek !== undefined && { onActive: show })}
            empty={isNarrowed ? <NoMatch onClear={() => change(NO_FILTERS)} /> : <NothingRejected />}
          />
          {list.rows.length > 0 && !list.hasMore && (
            <p className="px-gutter py-3 text-12 text-fg-3">
              Rejected requests get a 4xx answer and never become events. The newest 200 of each job are kept,
              so that you can let them in later.
            </p>
          )}
        </PeekLayout>
      )}
    </>
  );
}

const NO_FILTERS = { range: undefined, reason: undefined, job: undefined, peek: undefined };

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      title="No rejected request matches these filters"
      action={<Button onClick={onClear}>Remove all filters</Button>}
    >
      Widen the time range, or remove a filter.
    </Empty>
  );
}

function NothingRejected() {
  return (
    <Empty title="Nothing was rejected">
      A request is rejected when it cannot be trusted or read: its signature is missing, wrong or too old, or
      its body is too large or not JSON. It is answered with an error and never becomes an event. It would be
      listed here with its cause, and you could let it in.
    </Empty>
  );
}
