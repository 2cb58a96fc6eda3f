import type { EventFilterInput, FailureGroup } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { count, plural } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { failuresQuery } from "./queries.ts";

interface Props {
  /** Of its times and jobs. */
  readonly filter: EventFilterInput;
  readonly jobName: (id: string) => string;
  /** The one that is filtered for. */
  readonly chosen: string | undefined;
  readonly onChoose: (group: FailureGroup | undefined) => void;
  readonly onRetry: (group: FailureGroup) => void;
}

/** What failed, grouped by cause: how often, what to do, and another try for all of it. */
export function FailureGroups({ filter, jobName, chosen, onChoose, onRetry }: Props) {
  const failures = useQuery(failuresQuery(filter));
  const { data } = failures;
  if (failures.isError && !data)
    return (
      <ErrorPanel
        title="The causes cannot be shown"
        error={failures.error}
        onRetry={() => failures.refetch()}
      />
    );
  if (!data || data.data.length === 0) return null;
  return (
    <section aria-label="Causes of failure" className="border-b border-line px-gutter py-2">
      <h2 className="mb-1 text-12 text-fg-3">
        {plural(data.total, "failed event")} of {data.more ? "more than " : ""}
        {plural(data.data.length, "cause")}
      </h2>
      <ul>
        {data.data.map((group) => (
          <Group
            key={`${group.jobId} ${group.group}`}
            group={group}
            jobName={jobName(group.jobId)}
            isChosen={chosen === group.group}
            onChoose={() => onChoose(chosen === group.group ? undefined : group)}
            onRetry={() => onRetry(group)}
          />
        ))}
      </ul>
    </section>
  );
}

interface GroupProps {
  readonly group: FailureGroup;
  readonly jobName: string;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onRetry: () => void;
}

function Group({ group, jobName, isChosen, onChoose, onRetry }: GroupProps) {
  const [open, setOpen] = useState(false);
  const { can } = useSession();
  const { explanation, example } = group;
  return (
    <li className="border-t border-line py-1.5 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <button
          type="button"
          aria-expanded={open}
          className="flex min-h-7 min-w-0 flex-1 basis-60 items-center gap-1.5 text-left hover:text-accent-text"
          onClick={() => setOpen(!open)}
        >
          {open ? (
            <ChevronDown size={14} aria-hidden="true" />
          ) : (
            <ChevronRight size={14} aria-hidden="true" />
          )}
          <StatusGlyph status="failed" />
          <span className="truncate font-550">{explanation.title}</span>
        </button>
        <span className="text-12 text-fg-2 max-rail:flex-1">
          {jobName}, last <Time at={group.lastAt} />
        </span>
        <Button size="small" aria-pressed={isChosen} onClick={onChoose}>
          {isChosen ? "Show all failed" : `Show only these ${count(group.count)}`}
        </Button>
        <Button
          size="small"
          disabled={!can("member")}
          title={can("member") ? undefined : "Members may retry; an admin can change your role."}
          onClick={onRetry}
        >
          Retry {count(group.count)}…
        </Button>
      </div>
      {open && (
        <div className="grid max-w-prose gap-1.5 py-1.5 pl-10">
          <p className="text-fg-2">{explanation.cause}</p>
          <pre className="break-words whitespace-pre-wrap text-fg-2">{example.message}</pre>
          <p className="text-12 font-600">What to do</p>
          <ol className="grid list-decimal gap-1 pl-5">
            {explanation.steps.map(({ text }) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
          <p className="text-fg-2">
            The newest of them:{" "}
            <Link to="/events/$id" params={{ id: example.id }}>
              {example.type}
            </Link>
            . The first came <Time at={group.firstAt} />.
          </p>
        </div>
      )}
    </li>
  );
}
