import type { SyncJobSummaries } from "@sluice/shared/sync-jobs";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Input } from "../../components/input.tsx";
import { Select } from "../../components/select.tsx";
import { statusWord } from "../../components/status.tsx";
import { count, plural } from "../../lib/format.ts";
import { useShortcuts } from "../../lib/keyboard.ts";
import { JOB_STATES, type JobsSearch } from "./search.ts";

const ANY = "any";
const TYPING_MS = 200;

interface Props {
  readonly search: JobsSearch;
  readonly onChange: (search: JobsSearch) => void;
  /** What is known of all jobs that the text matches. */
  readonly summaries: SyncJobSummaries | undefined;
}

export function Filters({ search, onChange, summaries }: Props) {
  const { state } = search;
  const options = [
    { value: ANY, label: "Any state", note: summaries ? count(summaries.total) : "" },
    ...JOB_STATES.map((one) => ({
      value: one,
      label: statusWord(one),
      note: summaries ? count(summaries.counts[one] ?? 0) : "",
    })),
  ] as const;
  return (
    <search className="flex flex-wrap items-center gap-2 border-b border-line px-gutter py-2.5">
      <Text search={search} onChange={onChange} />
      <Select
        label="State"
        options={options}
        value={state ?? ANY}
        onChange={(next) => onChange({ ...search, state: next === ANY ? undefined : next } as JobsSearch)}
        className="h-ctl! w-40!"
      />
      <p role="status" className="ml-auto text-12 text-fg-3">
        {summaries && summaryOf(summaries)}
      </p>
    </search>
  );
}

/** What is typed reaches the address once the typing rests. */
function Text({ search, onChange }: Pick<Props, "search" | "onChange">) {
  const [typed, setTyped] = useState(search.q ?? "");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts({ f: () => input.current?.focus() });
  const latest = useRef({ search, onChange });
  latest.current = { search, onChange };
  useEffect(() => {
    const q = typed.trim() || undefined;
    if (q === latest.current.search.q) return;
    const timer = window.setTimeout(
      () => latest.current.onChange({ ...latest.current.search, q } as JobsSearch),
      TYPING_MS,
    );
    return () => window.clearTimeout(timer);
  }, [typed]);
  return (
    <div className="relative w-64 max-rail:w-full">
      <Search size={14} aria-hidden="true" className="absolute top-1/2 left-2.5 -translate-y-1/2 text-fg-3" />
      <Input
        ref={input}
        type="search"
        aria-label="Find by name, database or event type"
        placeholder="Name, database or event type"
        maxLength={128}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={({ key }) => key === "Escape" && setTyped("")}
        className="h-ctl! pl-8!"
      />
    </div>
  );
}

/** `6 jobs, 1 quiet, 1 paused` */
function summaryOf({ total, counts }: SyncJobSummaries): string {
  const others = JOB_STATES.filter((state) => state !== "active" && (counts[state] ?? 0) > 0);
  return [
    plural(total, "job"),
    ...others.map((state) => `${count(counts[state] ?? 0)} ${statusWord(state).toLowerCase()}`),
  ].join(", ");
}
