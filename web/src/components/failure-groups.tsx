import type { FailureGroup } from "@sluice/shared/events";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { count } from "../lib/format.ts";
import { useSession } from "../lib/session.ts";
import { Button } from "./button.tsx";
import { Link } from "./link.tsx";
import { Notice } from "./notice.tsx";
import { Time } from "./time.tsx";

interface Props {
  readonly groups: readonly FailureGroup[];
  /** Whose they are, where they are of several jobs. */
  readonly jobName?: (id: string) => string;
  /** The one that is filtered for. */
  readonly chosen?: string | undefined;
  /** Undefined: all again. */
  readonly onChoose: (group: FailureGroup | undefined) => void;
  readonly onRetry?: (group: FailureGroup) => void;
}

/** What failed by its cause, the commonest first: how often, what to do, and another try for all of it. */
export function FailureGroups({ groups, jobName, chosen, onChoose, onRetry }: Props) {
  return (
    <ul aria-label="Failures by cause">
      {groups.map((group) => {
        const isChosen = group.group === chosen;
        return (
          <Group
            key={`${group.jobId} ${group.group}`}
            group={group}
            jobName={jobName?.(group.jobId)}
            isChosen={isChosen}
            onChoose={() => onChoose(isChosen ? undefined : group)}
            onRetry={onRetry && (() => onRetry(group))}
          />
        );
      })}
    </ul>
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
  const id = useId();
  const { can } = useSession();
  const { explanation, example, lastAt } = group;
  const isOne = group.count === 1;
  return (
    <li>
      <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 max-rail:py-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 min-w-0 flex-1 basis-60 items-center gap-2 text-left hover:text-accent-text"
        >
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`text-fg-3 transition-transform ${open ? "rotate-90" : ""}`}
          />
          <b className="min-w-6 text-right font-550 text-bad-text">{count(group.count)}</b>
          <span className="min-w-0 truncate max-rail:whitespace-normal">{explanation.title}</span>
        </button>
        <span className="text-12 text-fg-3">
          {jobName && `${jobName}, `}last <Time at={lastAt} />
        </span>
        <Button size="small" aria-pressed={isChosen} onClick={onChoose}>
          {isChosen ? "Show all failed" : `Show only ${isOne ? "this" : "these"}`}
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
      <div id={id} hidden={!open} className="pt-1 pb-3 pl-5 max-rail:pl-0">
        {open && (
          <Notice
            tone="bad"
            title={explanation.title}
            raw={example.message}
            steps={explanation.steps.map(({ text, action }) => ({
              text,
              action: <StepLink action={action} group={group} />,
            }))}
          >
            <p>{explanation.cause}</p>
            <p>
              {isOne ? "The event: " : "The newest of them: "}
              <Link to="/events/$id" params={{ id: example.id }}>
                {example.type}
              </Link>
              .
              {!isOne && (
                <>
                  {" "}
                  The first came <Time at={group.firstAt} />.
                </>
              )}
            </p>
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
  if (action === "transform")
    return (
      <Link to="/jobs/$id" params={{ id: jobId }} search={{ tab: "transform" }} look="default" size="small">
        Transform
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
