import type { SyncJob, SyncJobSetup } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Check, Checks } from "../../components/checks.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { listTime } from "../../lib/format.ts";
import { usePreferences } from "../../lib/preferences.ts";

/** Nothing tells of refused requests, hence the interval; it ends with the first document. */
const LOOK_AGAIN_MS = 4_000;

type SetupCheck = SyncJobSetup["checks"][number];

const WAITING: Record<SetupCheck["name"], string> = {
  url: "Waiting for the first request",
  secret: "Waiting for your signing secret",
  request: "A request is accepted",
  signature: "Its signature is valid",
  pattern: "Its type is one this job takes",
  document: "The first document is written",
};

/** From the first request to the first document, as it happens, with what to do where it is stuck. */
export function FirstEvent({ job }: { job: SyncJob }) {
  const { timeZone } = usePreferences();
  const setup = useQuery({
    ...api.syncJobs.setup.queryOptions({ params: { jobId: job.id } }),
    meta: { live: `job:${job.id}` as const },
    refetchInterval: ({ state }) => (state.data?.done ? false : LOOK_AGAIN_MS),
  });
  const { data } = setup;
  const document = data?.checks.find(({ name }) => name === "document");
  const next = data?.checks.find(({ state }) => state === "waiting")?.name;
  return (
    <section aria-labelledby="first-event">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 id="first-event" className="flex-1 font-600">
          First event
        </h2>
        <span role="status">{data && <Progress setup={data} document={document} />}</span>
      </div>
      {setup.isPending && <SkeletonBlock label="Loading the checks" className="h-60" />}
      {setup.isError && (
        <div className="-mx-gutter">
          <ErrorPanel title="The checks cannot be made" error={setup.error} onRetry={setup.refetch} />
        </div>
      )}
      {data && (
        <div className="bg-surface">
          <Checks
            label="First event"
            checks={data.checks.map((check) => shown(check, check.name === next, timeZone))}
          />
        </div>
      )}
      {document?.state === "pass" && document.eventId && (
        <p className="mt-2 text-12 text-fg-2">
          {document.documentId && (
            <>
              <code className="break-all">{document.documentId}</code> in{" "}
              <code className="break-all">
                {job.destination.database}.{document.collection}
              </code>
              .{" "}
            </>
          )}
          <Link to="/events/$id" params={{ id: document.eventId }}>
            Open the event and its document
          </Link>
        </p>
      )}
    </section>
  );
}

function Progress({ setup, document }: { setup: SyncJobSetup; document: SetupCheck | undefined }) {
  if (setup.done) return <Tag tone="ok">It works</Tag>;
  if (document?.state === "pass") return <Tag tone="ok">The sample is written; listening</Tag>;
  return (
    <Tag tone="busy">
      Listening since <Time at={setup.listeningSince} />
    </Tag>
  );
}

/** The first that waits is listened for; those after it come next, unless there is something to tell. */
function shown(check: SetupCheck, isNext: boolean, timeZone: string): Check {
  const { name, state, reason, whatToDo, at, sample } = check;
  const detail = whatToDo && <Detail check={check} text={whatToDo} />;
  const time = at && listTime(at, Date.now(), timeZone);
  if (state === "waiting")
    return {
      title: WAITING[name],
      state: isNext || name === "secret" ? "running" : "skipped",
      note: name === "secret" ? "your turn" : isNext ? "listening" : "next",
      ...((isNext || name === "secret" || at || sample) && {
        detail: (
          <>
            {reason} {whatToDo}
          </>
        ),
      }),
    };
  return {
    title: sample && state === "pass" ? `${reason} It was a sample.` : reason,
    state,
    ...(time && state !== "warn" && { note: time }),
    ...(detail && { detail }),
  };
}

function Detail({ check, text }: { check: SetupCheck; text: ReactNode }) {
  return (
    <>
      {text}{" "}
      {check.eventId && (
        <Link to="/events/$id" params={{ id: check.eventId }}>
          Open the event
        </Link>
      )}
    </>
  );
}
