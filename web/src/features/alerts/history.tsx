import type { Alert } from "@sluice/shared/alerts";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { useRows } from "../../lib/pages.ts";
import { alertsQuery, RULE_WORDS } from "./data.ts";
import { AlertMessages, isTroubled, toldWords } from "./messages.tsx";

const STATES = {
  open: { tone: "bad", word: "Open" },
  recovered: { tone: "ok", word: "Recovered" },
  ended: { tone: "plain", word: "No longer watched" },
} as const;

/** Alerts, the newest first, with what was sent and how it was answered. */
export function AlertHistory({ jobId }: { jobId?: string }) {
  const { rows, isPending, isFetching, error, onRetry, hasMore, onMore } = useRows<Alert>(
    useInfiniteQuery(alertsQuery(jobId)),
  );
  if (isPending) return <Skeleton label="Loading the alerts" />;
  return (
    <section aria-label="Alerts" className="border-b border-line">
      {error && <ErrorPanel title="The alerts are not up to date" error={error} onRetry={onRetry} />}
      {rows.length === 0 && !error && (
        <Empty title="No alerts">Nothing in the last 90 days has met the rules{jobId ? " below" : ""}.</Empty>
      )}
      <ul className="divide-y divide-line">
        {rows.map((alert) => (
          <AlertRow key={alert.id} alert={alert} withJob={!jobId} />
        ))}
      </ul>
      {hasMore && (
        <div className="px-gutter py-3">
          <Button busy={isFetching} onClick={() => void onMore()}>
            Show older
          </Button>
        </div>
      )}
    </section>
  );
}

function AlertRow({ alert, withJob }: { alert: Alert; withJob: boolean }) {
  const [open, setOpen] = useState(false);
  const { tone, word } = STATES[alert.state];
  const hasTrouble = alert.messages.some(isTroubled);
  return (
    <li className="px-gutter py-3">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Tag tone={tone}>{word}</Tag>
        <b className="font-550">{RULE_WORDS[alert.rule]}</b>
        {withJob && (
          <Link to="/jobs/$id" params={{ id: alert.jobId }} search={{ tab: "alerts" }}>
            {alert.jobName}
          </Link>
        )}
        <span className="text-12 text-fg-3">
          since <Time at={alert.openedAt} focusable />
          {alert.endedAt && (
            <>
              {" "}
              until <Time at={alert.endedAt} focusable />
            </>
          )}
        </span>
      </p>
      <p className="mt-0.5 max-w-prose break-words text-fg-2">{alert.text}</p>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 text-12 text-fg-3">
        <span className={hasTrouble ? "text-bad-text" : undefined}>
          {toldWords(alert)}
          {alert.messages.length === 0 && alert.tellAt && (
            <>
              {" "}
              <Time at={alert.tellAt} />
            </>
          )}
        </span>
        {alert.messages.length > 0 && (
          <button type="button" className="link min-h-6" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide what was sent" : "What was sent"}
          </button>
        )}
      </p>
      {open && <AlertMessages messages={alert.messages} />}
    </li>
  );
}
