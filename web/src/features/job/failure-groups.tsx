import type { FailureGroup } from "@sluice/shared/events";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Time } from "../../components/time.tsx";
import { count } from "../../lib/format.ts";

interface Props {
  readonly groups: readonly FailureGroup[];
  readonly onChoose: (group: string) => void;
}

/** What failed in the range by its cause, the commonest first; each says what to do. */
export function FailureGroups({ groups, onChoose }: Props) {
  if (groups.length === 0) return null;
  return (
    <ul aria-label="Failures by cause" className="border-b border-line py-2">
      {groups.map((group) => (
        <Group key={group.group} group={group} onChoose={onChoose} />
      ))}
    </ul>
  );
}

function Group({ group, onChoose }: { group: FailureGroup; onChoose: Props["onChoose"] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { explanation, example, firstAt, lastAt } = group;
  return (
    <li className="px-gutter">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 max-rail:min-h-11">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-h-7 min-w-0 flex-1 basis-60 items-center gap-2 text-left"
        >
          <ChevronRight
            size={14}
            aria-hidden="true"
            className={`text-fg-3 transition-transform ${open ? "rotate-90" : ""}`}
          />
          <b className="min-w-6 text-right font-550 text-bad-text">{count(group.count)}</b>
          <span className="min-w-0 truncate">{explanation.title}</span>
        </button>
        <span className="text-12 text-fg-3">
          {firstAt === lastAt ? "at " : "since "}
          <Time at={firstAt} />
        </span>
        <button type="button" className="link min-h-6 text-12" onClick={() => onChoose(group.group)}>
          Show only these
        </button>
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
