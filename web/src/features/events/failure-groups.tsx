import type { FailureGroup } from "@sluice/shared/events";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { count } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";

interface Props {
  readonly groups: readonly FailureGroup[];
  /** How many of how many causes. */
  readonly title?: ReactNode;
  /** Where the groups are of several jobs. */
  readonly jobName?: (id: string) => string;
  /** The one that is filtered for. */
  readonly chosen?: string | undefined;
  readonly onChoose: (group: FailureGroup | undefined) => void;
  /** Absent where there is another place for it. */
  readonly onRetry?: (group: FailureGroup) => void;
}

/** What failed, grouped by cause: how often, what to do, and another try for all of it. */
export function FailureGroups({ groups, title, jobName, chosen, onChoose, onRetry }: Props) {
  if (groups.length === 0) return null;
  return (
    <section aria-label="Causes of failure" className="border-b border-line px-gutter py-2">
      {title && <h2 className="mb-1 text-12 text-fg-3">{title}</h2>}
      <ul>
        {groups.map((group) => (
          <Group
            key={`${group.jobId} ${group.group}`}
            group={group}
            jobName={jobName?.(group.jobId)}
            isChosen={chosen === group.group}
            onChoose={() => onChoose(chosen === group.group ? undefined : group)}
            onRetry={onRetry && (() => onRetry(group))}
          />
        ))}
      </ul>
    </section>
  );
}

interface GroupProps {
  readonly group: FailureGroup;
  readonly jobName: string | undefined;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
  readonly onRetry: (() => void) | undefined;
}

function Group({ group, jobName, isChosen, onChoose, onRetry }: GroupProps) {
  const [open, setOpen] = useState(false);
  const { can } = useSession();
  const id = useId();
  const { explanation, example, firstAt, lastAt } = group;
  return (
    <li className="border-t border-line py-1.5 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          className="flex min-h-7 min-w-0 flex-1 basis-60 items-center gap-1.5 text-left hover:text-accent-text"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`text-fg-3 transition-transform ${open ? "rotate-90" : ""}`}
          />
          <StatusGlyph status="failed" />
          <span className="truncate font-550">{explanation.title}</span>
        </button>
        <span className="text-12 text-fg-2">
          {jobName && `${jobName}, `}
          {firstAt === lastAt ? (
            <>
              at <Time at={firstAt} />
            </>
          ) : (
            <>
              since <Time at={firstAt} />, last <Time at={lastAt} />
            </>
          )}
        </span>
        <Button size="small" aria-pressed={isChosen} onClick={onChoose}>
          {isChosen ? "Show all failed" : `Show only these ${count(group.count)}`}
        </Button>
        {onRetry && (
          <Button
            size="small"
            disabled={!can("member")}
            title={can("member") ? undefined : "Members may retry; an admin can change your role."}
            onClick={onRetry}
          >
            Retry {count(group.count)}…
          </Button>
        )}
      </div>
      <div id={id} hidden={!open} className="pt-1 pb-2 pl-5 max-rail:pl-0">
        {open && (
          <Notice
            tone="bad"
            level={3}
            title={explanation.title}
            raw={example.message}
            steps={explanation.steps.map(({ text, action }) => ({
              text,
              action: <StepLink action={action} group={group} />,
            }))}
          >
            {explanation.cause}
          </Notice>
        )}
      </div>
    </li>
  );
}

type Action = FailureGroup["explanation"]["steps"][number]["action"];

/** Where a step is done, when that is another place. */
function StepLink({ action, group: { jobId, example } }: { action: Action; group: FailureGroup }) {
  if (action === "job_settings" || action === "destination" || action === "secret")
    return (
      <Link to="/jobs/$id" params={{ id: jobId }} search={{ tab: "settings" }} look="default" size="small">
        Job settings
      </Link>
    );
  if (action === "edit" || action === "body" || action === "document" || action === "replay")
    return (
      <Link to="/events/$id" params={{ id: example.id }} look="default" size="small">
        Open the newest
      </Link>
    );
  return null;
}
