import type { RejectedDetail } from "@sluice/shared/rejected";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { Time } from "../../components/time.tsx";
import { plural } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { LetInDialog } from "./let-in-dialog.tsx";

/** What is wrong with a request, and what to do about it. */
export function Verdict({ request }: { request: RejectedDetail }) {
  const [asking, setAsking] = useState<readonly string[]>();
  const { explanation, admitted, alike, jobId } = request;
  const { title, cause, steps } = explanation;
  const actionFor = (action: (typeof steps)[number]["action"]): ReactNode => {
    if (action === "secret" || action === "job_settings")
      return (
        <Link to="/jobs/$id" params={{ id: jobId }} search={{ tab: "settings" }} look="default">
          Open settings
        </Link>
      );
    if (action === "admit" && request.canAdmit) return <LetIn request={request} onAsk={setAsking} />;
    return undefined;
  };
  return (
    <>
      <Notice
        tone="rejected"
        title={title}
        steps={admitted ? [] : steps.map(({ text, action }) => ({ text, action: actionFor(action) }))}
      >
        <p>{cause}</p>
        {alike.length > 0 && (
          <p className="mt-1">
            {plural(alike.length, "other request")} of this job {alike.length === 1 ? "has" : "have"} the same
            cause.
          </p>
        )}
        {admitted && (
          <p className="mt-1">
            {admitted.by} let it in, <Time at={admitted.at} />: it is{" "}
            <Link to="/events/$id" params={{ id: admitted.eventId }}>
              an event
            </Link>{" "}
            now.
          </p>
        )}
      </Notice>
      {asking && <LetInDialog ids={asking} jobName={request.jobName} onClose={() => setAsking(undefined)} />}
    </>
  );
}

/** Very likely the provider's own. */
const LIKELY = new Set<RejectedDetail["verdict"]>(["old_secret", "secret_changed", "body_changed"]);

interface LetInProps {
  readonly request: RejectedDetail;
  readonly onAsk: (ids: readonly string[]) => void;
}

function LetIn({ request: { id, alike, verdict }, onAsk }: LetInProps) {
  const { can } = useSession();
  const all = [id, ...alike];
  const denied = can("member")
    ? {}
    : { disabled: true, title: "Needs the role member; an admin can grant it" };
  return (
    <span className="flex flex-wrap gap-2">
      {alike.length > 0 && (
        <Button onClick={() => onAsk(all)} {...denied}>
          Let in {all.length}…
        </Button>
      )}
      <Button kind={LIKELY.has(verdict) ? "primary" : "default"} onClick={() => onAsk([id])} {...denied}>
        Let in…
      </Button>
    </span>
  );
}
