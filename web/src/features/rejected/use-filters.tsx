import type { RejectedPage } from "@sluice/shared/rejected";
import { useQuery } from "@tanstack/react-query";
import { Facets } from "../../components/facets.tsx";
import type { Filter } from "../../components/filter-bar.tsx";
import { RangeEditor } from "../../components/range-editor.tsx";
import { presetOf } from "../../lib/range.ts";
import { jobListQuery } from "../jobs/data.ts";
import type { RejectedSearch } from "./search.ts";
import { REASONS, reasonWords } from "./words.ts";

type Counts = NonNullable<RejectedPage["counts"]>;
type Change = (changes: { readonly [Key in keyof RejectedSearch]?: string | undefined }) => void;

/** What the list can be narrowed by, with counts for the other filters. */
export function useFilters(
  search: RejectedSearch,
  counts: Counts | undefined,
  change: Change,
): readonly Filter[] {
  const jobs = useQuery(jobListQuery()).data?.data ?? [];
  const choice = (
    id: "reason" | "job",
    label: string,
    choices: readonly { readonly value: string; readonly label: string }[],
    told: Counts["reason"] | undefined,
  ): Filter => {
    const chosen = search[id]?.split(",").filter(Boolean) ?? [];
    const countOf = (value: string) => told?.find((one) => one.value === value)?.count ?? 0;
    const nameOf = (value: string) => choices.find((one) => one.value === value)?.label ?? value;
    return {
      id,
      label,
      value: chosen.length > 0 ? chosen.map(nameOf).join(", ") : undefined,
      onRemove: () => change({ [id]: undefined }),
      editor: () => (
        <Facets
          placeholder={`Find a ${label.toLowerCase()}`}
          facets={choices
            .map((one) => ({ ...one, ...(told && { count: countOf(one.value) }) }))
            .filter(({ value, count = 1 }) => count > 0 || chosen.includes(value))}
          selected={chosen}
          onChange={(values) => change({ [id]: values.join(",") || undefined })}
        />
      ),
    };
  };
  return [
    {
      id: "range",
      label: "Received",
      value: presetOf(search.range)?.label ?? search.range?.replace("..", " to "),
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
    choice(
      "reason",
      "Reason",
      REASONS.map((value) => ({ value, label: reasonWords(value) })),
      counts?.reason,
    ),
    choice(
      "job",
      "Job",
      jobs.map(({ id, name }) => ({ value: id, label: name })),
      counts?.jobId,
    ),
  ];
}
