import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { Facets } from "../../components/facets.tsx";
import { Field } from "../../components/field.tsx";
import { type Filter, FilterBar } from "../../components/filter-bar.tsx";
import { Input } from "../../components/input.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RangeEditor } from "../../components/range-editor.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { useShortcuts } from "../../lib/keyboard.ts";
import { PRESETS } from "../../lib/range.ts";
import { useSelection } from "../../lib/selection.ts";
import { jobListQuery } from "../jobs/data.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { EventList } from "./event-list.tsx";
import { type EventsSearch, filterOf, listOf, STATUSES, textOf } from "./search.ts";

const route = getRouteApi("/app/events");

export function EventsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const selection = useSelection();
  const change = (changes: Partial<Record<keyof EventsSearch, string | true | undefined>>) => {
    selection.clear();
    void navigate({ to: "/events", search: { ...search, ...changes } as EventsSearch, replace: true });
  };
  const filters = useFilters(search, change);
  const filter = useMemo(() => filterOf(search), [search]);
  const isNarrowed = filters.some(({ value }) => value !== undefined);
  const live = () => change({ live: search.live ? undefined : true });
  useShortcuts({ l: live });
  return (
    <>
      <PageHeader title="Events" live />
      <FilterBar
        filters={filters}
        actions={
          <>
            <Button
              size="small"
              aria-pressed={search.sort === "oldest"}
              onClick={() => change({ sort: search.sort ? undefined : "oldest" })}
            >
              {search.sort === "oldest" ? "Oldest first" : "Newest first"}
            </Button>
            <Button size="small" aria-pressed={search.live ?? false} onClick={live}>
              <Radio
                size={14}
                aria-hidden="true"
                className={search.live ? "text-accent-text" : "text-fg-3"}
              />
              Live tail
            </Button>
          </>
        }
      />
      <EventList
        filter={filter}
        sort={search.sort ?? "newest"}
        selection={selection}
        follow={search.live ?? false}
        empty={
          isNarrowed ? (
            <Empty
              title="No event matches these filters"
              action={
                <Button
                  onClick={() =>
                    change({
                      range: undefined,
                      status: undefined,
                      job: undefined,
                      type: undefined,
                      key: undefined,
                      q: undefined,
                    })
                  }
                >
                  Remove all filters
                </Button>
              }
            >
              Looked for{" "}
              {filters
                .flatMap(({ label, value }) => (value ? [`${label.toLowerCase()} ${value}`] : []))
                .join(", ")}
              . Widen the time, or take a filter away.
            </Empty>
          ) : undefined
        }
      />
      <BulkActions selection={selection} />
    </>
  );
}

type Change = (changes: Partial<Record<keyof EventsSearch, string | undefined>>) => void;

function useFilters(search: EventsSearch, change: Change): readonly Filter[] {
  const jobs = useQuery(jobListQuery()).data?.data ?? [];
  const nameOf = (id: string) => jobs.find((job) => job.id === id)?.name ?? id;
  const statuses = listOf(search.status);
  const jobIds = listOf(search.job);
  return [
    {
      id: "range",
      label: "Time",
      value:
        PRESETS.find(({ value }) => value === search.range)?.label ?? search.range?.replace("..", " to "),
      onRemove: () => change({ range: undefined }),
      editor: (close) => (
        <RangeEditor
          value={search.range}
          onChange={(range) => {
            change({ range });
            close();
          }}
        />
      ),
    },
    {
      id: "status",
      label: "Status",
      value: statuses.length > 0 ? statuses.map((one) => labelOf(one)).join(", ") : undefined,
      onRemove: () => change({ status: undefined }),
      editor: () => (
        <Facets
          placeholder="Find a status"
          facets={STATUSES.map((value) => ({
            value,
            label: labelOf(value),
            glyph: <StatusGlyph status={value} />,
          }))}
          selected={statuses}
          onChange={(chosen) => change({ status: textOf(chosen) })}
        />
      ),
    },
    {
      id: "job",
      label: "Job",
      value: jobIds.length > 0 ? jobIds.map(nameOf).join(", ") : undefined,
      onRemove: () => change({ job: undefined }),
      editor: () => (
        <Facets
          placeholder="Find a job"
          facets={jobs.map(({ id, name }) => ({ value: id, label: name }))}
          selected={jobIds}
          onChange={(chosen) => change({ job: textOf(chosen) })}
        />
      ),
    },
    textFilter(
      "type",
      "Type",
      "invoice.* or customer.created",
      "Several are separated by commas.",
      search.type,
      change,
    ),
    textFilter("key", "Object", "cus_…", "The id of the object the event is about.", search.key, change),
    textFilter(
      "q",
      "Contains",
      "ada@example.com",
      "An id, e-mail, number or name, whole or its beginning.",
      search.q,
      change,
    ),
  ];
}

const labelOf = (status: string): string =>
  status === "waiting" ? "Waiting for its next attempt" : statusWord(status as (typeof STATUSES)[number]);

function textFilter(
  id: "type" | "key" | "q",
  label: string,
  placeholder: string,
  hint: string,
  value: string | undefined,
  change: Change,
): Filter {
  return {
    id,
    label,
    value,
    onRemove: () => change({ [id]: undefined }),
    editor: (close) => (
      <TextEditor
        label={label}
        placeholder={placeholder}
        hint={hint}
        value={value}
        onSubmit={(text) => {
          change({ [id]: text });
          close();
        }}
      />
    ),
  };
}

interface TextProps {
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly value: string | undefined;
  readonly onSubmit: (text: string | undefined) => void;
}

function TextEditor({ label, placeholder, hint, value, onSubmit }: TextProps) {
  const [typed, setTyped] = useState(value ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(typed.trim().replaceAll(/\s*,\s*/g, ",") || undefined);
  };
  return (
    <form onSubmit={submit} className="grid w-70 gap-2 p-3">
      <Field label={label} hint={hint}>
        <Input
          mono
          autoFocus
          value={typed}
          placeholder={placeholder}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Field>
      <Button type="submit">Apply</Button>
    </form>
  );
}
