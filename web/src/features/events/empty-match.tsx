import type { EventFilterInput } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import type { Filter } from "../../components/filter-bar.tsx";
import { Link } from "../../components/link.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import type { EventsSearch } from "./search.ts";

/** Nothing was ever received, in this workspace. */
export function NoEvents() {
  return (
    <Empty
      title="No events yet"
      action={
        <Link to="/jobs" look="default">
          See the jobs and their URLs
        </Link>
      }
    >
      They appear here as they arrive.
    </Empty>
  );
}

interface Props {
  readonly filters: readonly Filter[];
  readonly filter: EventFilterInput;
  readonly search: EventsSearch;
  readonly onWiden: () => void;
  readonly onRemoveAll: () => void;
}

/** What was looked for, when it last happened, and how to widen. */
export function EmptyMatch({ filters, filter, search, onWiden, onRemoveAll }: Props) {
  const { from: _from, to: _to, ...ever } = filter;
  const last = useQuery({
    ...api.events.list.queryOptions({ query: { ...ever, limit: 1, sort: "newest" } }),
    enabled: search.range !== undefined,
  });
  const set = filters.filter(({ value }) => value !== undefined);
  const newest = last.data?.data[0];
  return (
    <Empty
      title="No event matches these filters"
      action={
        <>
          {newest && <Button onClick={onWiden}>Show all times</Button>}
          {set.length > 1 &&
            set
              .filter(({ id }) => id !== "range")
              .map(({ id, label, onRemove }) => (
                <Button key={id} onClick={onRemove}>
                  Without {label.toLowerCase()}
                </Button>
              ))}
          <Button onClick={onRemoveAll}>Remove all filters</Button>
        </>
      }
    >
      <p>Looked for {set.map(({ label, value }) => `${label.toLowerCase()} ${value}`).join(", ")}.</p>
      {newest && (
        <p>
          The last one came <Time at={newest.receivedAt} format="full" />.
        </p>
      )}
      {last.data && !newest && <p>Nothing matches at any other time either.</p>}
    </Empty>
  );
}
