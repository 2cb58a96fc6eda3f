import type { EventFilterInput, EventStatus } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { Facets } from "../../components/facets.tsx";
import type { Filter } from "../../components/filter-bar.tsx";
import { RangeEditor } from "../../components/range-editor.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { listTime } from "../../lib/format.ts";
import { usePreferences } from "../../lib/preferences.ts";
import { presetOf, spanOf } from "../../lib/range.ts";
import { facetsQuery, failuresQuery } from "./queries.ts";
import { type EventsSearch, FLAGS, listOf, STATUSES, textOf } from "./search.ts";
import { TextEditor } from "./text-editor.tsx";
import { flagLabel, statusLabel } from "./words.ts";

export type Change = (
  changes: { readonly [Key in keyof EventsSearch]?: EventsSearch[Key] | undefined },
) => void;

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly glyph?: React.ReactNode;
  readonly count?: number | undefined;
}

/** What the list can be narrowed by, with counts for the other filters. */
export function useFilters(
  search: EventsSearch,
  filter: EventFilterInput,
  jobs: readonly { readonly id: string; readonly name: string }[],
  change: Change,
): readonly Filter[] {
  const facets = useQuery(facetsQuery(filter)).data;
  const groups = useQuery(failuresQuery(filter)).data?.data ?? [];
  const countOf = (field: "status" | "type" | "jobId", value: string) =>
    facets && (facets[field].find((facet) => facet.value === value)?.count ?? 0);
  const types = [...new Set([...listOf(search.type), ...(facets?.type ?? []).map(({ value }) => value)])];
  const errors = Map.groupBy(groups, ({ code }) => code);

  const several = (
    id: "status" | "job" | "type" | "flag" | "failure" | "error",
    label: string,
    choices: readonly Choice[],
    more: { single?: boolean; custom?: (typed: string) => string } = {},
  ): Filter => {
    const chosen = listOf(search[id]);
    const nameOf = (value: string) => choices.find((choice) => choice.value === value)?.label ?? value;
    return {
      id,
      label,
      value: chosen.length > 0 ? wordsOf(chosen.map(nameOf)) : undefined,
      onRemove: () => change({ [id]: undefined }),
      editor: () => (
        <Facets
          placeholder={`Find ${/^[aeiou]/i.test(label) ? "an" : "a"} ${label.toLowerCase()}`}
          facets={choices}
          selected={chosen}
          onChange={(values) => change({ [id]: textOf(values) })}
          {...more}
        />
      ),
    };
  };

  const text = (id: "id" | "key" | "q", label: string, placeholder: string, hint: string): Filter => ({
    id,
    label,
    value: search[id],
    onRemove: () => change({ [id]: undefined }),
    editor: (close) => (
      <TextEditor
        label={label}
        placeholder={placeholder}
        hint={hint}
        value={search[id]}
        onChange={(value) => change({ [id]: value })}
        onDone={close}
      />
    ),
  });

  return [
    useTimeFilter(search.range, change),
    several(
      "status",
      "Status",
      STATUSES.map((value) => ({
        value,
        label: statusLabel(value),
        glyph: <StatusGlyph status={value} />,
        // Who is at a row is not counted.
        count: value === "processing" ? undefined : countOf("status", value),
      })),
    ),
    several(
      "job",
      "Job",
      jobs.map(({ id, name }) => ({ value: id, label: name, count: countOf("jobId", id) })),
    ),
    several(
      "type",
      "Type",
      types.map((value) => ({
        value,
        label: value,
        count: value.includes("*") ? undefined : countOf("type", value),
      })),
      { custom: (typed) => (typed.includes("*") ? `All that match ${typed}` : `The type ${typed}`) },
    ),
    several(
      "flag",
      "Mark",
      FLAGS.map((value) => ({ value, label: flagLabel(value) })),
    ),
    several(
      "failure",
      "Cause of failure",
      groups.map(({ group, explanation, count }) => ({ value: group, label: explanation.title, count })),
      { single: true },
    ),
    several(
      "error",
      "Error code",
      [...errors].map(([code, some]) => ({
        value: code,
        label: code,
        count: some.reduce((sum, { count }) => sum + count, 0),
      })),
      { custom: (typed) => `The code ${typed}` },
    ),
    text("key", "Object", "cus_…", "The id of the object the event is about."),
    text("id", "Id", "evt_…", "Of the event, Sluice's or the provider's, or of its object."),
    text("q", "Contains", "ada@example.com", "An id, email, number or name, or how it begins."),
  ];
}

/** `Stripe billing +3` */
const wordsOf = (names: readonly string[]): string =>
  names.length > 2 ? `${names[0]} +${names.length - 1}` : names.join(", ");

function useTimeFilter(range: string | undefined, change: Change): Filter {
  const { timeZone } = usePreferences();
  const span = spanOf(range, Date.now());
  const at = (time: string) => listTime(time, Date.now(), timeZone);
  const preset = presetOf(range)?.label;
  return {
    id: "range",
    label: "Received",
    value: preset ?? (span && (span.to ? `${at(span.from)} to ${at(span.to)}` : `Last ${range}`)),
    onRemove: () => change({ range: undefined }),
    editor: (close) => (
      <RangeEditor
        value={range}
        onChange={(next) => {
          change({ range: next });
          close();
        }}
      />
    ),
  };
}

export const statusesOf = (search: EventsSearch): readonly EventStatus[] =>
  listOf(search.status) as readonly EventStatus[];
