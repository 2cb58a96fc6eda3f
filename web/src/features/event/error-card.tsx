import type { EventDetail, Explanation } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, Suspense, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Id } from "../../components/id.tsx";
import { Link } from "../../components/link.tsx";
import { Notice } from "../../components/notice.tsx";
import { count, plural } from "../../lib/format.ts";
import { lazy } from "../../lib/lazy.ts";
import { sameCauseQuery } from "./queries.ts";
import type { EventActions } from "./use-actions.ts";

const BulkDialog = lazy(() =>
  import("../bulk/bulk-dialog.tsx").then((module) => ({ default: module.BulkDialog })),
);

type Step = Explanation["steps"][number];

/** What is behind a failure, and what to do about it, each with its button. */
export function ErrorCard({ event, actions }: { event: EventDetail; actions: EventActions }) {
  const alike = useQuery(sameCauseQuery(event)).data?.total ?? 1;
  const [replaysAll, setReplaysAll] = useState(false);
  const { explanation, error } = event;
  if (!explanation || !error) return null;
  const all = {
    to: "/events",
    search: { failure: error.group ?? "", job: event.jobId, status: "failed" },
  } as const;
  const { group: failure } = error;
  return (
    <>
      <Notice
        tone={event.status === "failed" ? "bad" : "warn"}
        title={explanation.title}
        raw={error.message}
        steps={explanation.steps.map((step) => ({
          text: step.text,
          action: buttonOf(step, event, actions, alike, () => setReplaysAll(true)),
        }))}
      >
        {event.objectId && (
          <>
            Sluice tried to write <Id id={event.objectId} short />.{" "}
          </>
        )}
        {explanation.cause}{" "}
        {alike > 1 && (
          <Link {...all}>{plural(alike - 1, "more event fails", "more events fail")} for this reason.</Link>
        )}
      </Notice>
      {replaysAll && failure && (
        <Suspense>
          <BulkDialog
            open
            kind="replay"
            selection={{ filter: { jobId: [event.jobId], status: ["failed"], failure } }}
            onClose={() => setReplaysAll(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function buttonOf(
  { action }: Step,
  { jobId, status }: EventDetail,
  actions: EventActions,
  alike: number,
  onReplayAll: () => void,
): ReactNode {
  const job = (label: string, tab: "settings" | "transform" = "settings") => (
    <Link to="/jobs/$id" params={{ id: jobId }} search={{ tab }} look="default" size="small">
      {label}
    </Link>
  );
  switch (action) {
    case "retry":
      return status === "failed" ? (
        <Button size="small" busy={actions.isRetrying} disabled={!actions.canRetry} onClick={actions.retry}>
          Retry
        </Button>
      ) : null;
    case "replay":
      return (
        <Button
          size="small"
          busy={actions.isReplaying}
          disabled={!actions.canReplay}
          onClick={actions.replay}
        >
          Replay
        </Button>
      );
    case "replay_group":
      return alike > 1 ? (
        <Button size="small" disabled={!actions.canReplay} onClick={onReplayAll}>
          Replay {count(alike)}…
        </Button>
      ) : (
        <Button size="small" disabled={!actions.canReplay} onClick={actions.replay}>
          Replay
        </Button>
      );
    case "edit":
      return (
        <Button size="small" disabled={!actions.canReplay} onClick={actions.edit}>
          Edit and replay…
        </Button>
      );
    case "body":
      return (
        <Button size="small" onClick={() => void actions.show("body")}>
          See the body
        </Button>
      );
    case "document":
      return (
        <Button size="small" onClick={() => void actions.show("document")}>
          See the document
        </Button>
      );
    case "job_settings":
      return job("Job settings");
    case "destination":
      return job("Destination");
    case "transform":
      return job("Transform", "transform");
    default:
      return null;
  }
}
