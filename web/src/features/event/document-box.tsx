import type { EventDetail, EventDocument, WritingEvent } from "@sluice/shared/events";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CodeBox } from "../../components/code-block.tsx";
import { DiffView } from "../../components/diff-view.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Link } from "../../components/link.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Time } from "../../components/time.tsx";
import { bytes, shortId } from "../../lib/format.ts";
import { changedLines } from "../../lib/json.ts";
import { documentQuery } from "./queries.ts";

type View = "changed" | "since" | "carried" | "now";

/** What an event changed in its document, and how that differs from the one in the destination now. */
export function DocumentBox({ event }: { event: EventDetail }) {
  const query = useQuery(documentQuery(event));
  if (query.isPending) return <SkeletonBlock label="Loading the document" className="h-60" />;
  if (query.isError)
    return (
      <div className="-mx-gutter -my-3">
        <ErrorPanel title="The document cannot be read" error={query.error} onRetry={query.refetch} />
      </div>
    );
  return <Loaded found={query.data} />;
}

function Loaded({ found }: { found: EventDocument }) {
  const { target, now, carried, before } = found;
  const [old, own, present] = [textOf(before?.document), textOf(carried), textOf(now.document)];
  const changes = before ? changed(old, own) : 0;
  const differences = carried && now.document ? changed(own, present) : 0;
  const [chosen, setChosen] = useState<View>();
  const views: readonly { value: View; label: string }[] = [
    ...(changes > 0 ? [{ value: "changed", label: `Changes ${changes}` } as const] : []),
    ...(differences > 0 ? [{ value: "since", label: "Against now" } as const] : []),
    ...(carried ? [{ value: "carried", label: "Event" } as const] : []),
    ...(now.document ? [{ value: "now", label: "Now" } as const] : []),
  ];
  const usual = changes + differences > 0 ? views[0] : views.at(-1);
  const view = views.find(({ value }) => value === chosen)?.value ?? usual?.value;
  if (!target)
    return (
      <CodeBox title="Document">
        <p className="p-3 text-fg-2">{found.reason}</p>
      </CodeBox>
    );
  return (
    <CodeBox
      title="Document it wrote"
      note={<code>{`${target.database}.${target.collection}`}</code>}
      actions={
        view &&
        views.length > 1 && (
          <Segmented label="What to show" options={views} value={view} onChange={setChosen} />
        )
      }
    >
      <div className="grid gap-1 border-b border-line px-3 py-2 text-fg-2 last:border-b-0">
        <p>
          <State found={found} />
        </p>
        <p className="text-12 text-fg-3">
          {view === "since" ? (
            "Removed is what this event carries, added what is there now."
          ) : (
            <Before found={found} isSame={changes === 0} />
          )}
        </p>
        {now.tooLarge && <p>It has {bytes(now.bytes)}, too much to be shown here.</p>}
      </div>
      {view === "changed" && <DiffView before={old} after={own} label="What this event changed" />}
      {view === "since" && (
        <DiffView before={own} after={present} label="The event against the document now" />
      )}
      {view === "carried" && (
        <JsonViewer text={textOf(carried, true)} label="Document as the event carries it" />
      )}
      {view === "now" && <JsonViewer text={textOf(now.document, true)} label="Document as it is now" />}
    </CodeBox>
  );
}

function Before({ found, isSame }: { found: EventDocument; isSame: boolean }): ReactNode {
  const { before, beforeReason } = found;
  if (!before) return beforeReason;
  return (
    <>
      {isSame ? "It carries the same as the event before it: " : "Changed against the event before it: "}
      <By event={before} />.
    </>
  );
}

const changed = (before: string, after: string): number => {
  const { added, removed } = changedLines(before, after);
  return Math.max(added, removed);
};

/** As JSON; compared without what Sluice notes in it, which differs each time. */
function textOf(document: Record<string, unknown> | null | undefined, whole = false): string {
  if (!document) return "";
  const { _sync_metadata, ...own } = document;
  return JSON.stringify(whole ? document : own, null, 2);
}

function State({ found: { state, stateOf, by, deletedAt } }: { found: EventDocument }): ReactNode {
  if (state === "missing") return "There is no such document now, and no trace that it was deleted.";
  const what = state === "deleted" ? "It is deleted" : "It is there";
  const who = by && <By event={by} />;
  const at = deletedAt && (
    <>
      {" "}
      since <Time at={deletedAt} focusable />
    </>
  );
  switch (stateOf) {
    case "this":
      return (
        <>
          {what}
          {at}, as this event left it.
        </>
      );
    case "newer":
      return (
        <>
          {what}
          {at}. A newer event has made it so: {who}.
        </>
      );
    case "older":
      return (
        <>
          {what}
          {at}, in the state of an older event: {who}. This one is not in it.
        </>
      );
    case "tied":
      return (
        <>
          {what}
          {at}, in the state of another event of the same moment: {who}.
        </>
      );
    default:
      return "It is there, but something else than Sluice has written it.";
  }
}

const By = ({ event: { id, eventId, type, eventAt } }: { event: WritingEvent }) => (
  <>
    {id ? (
      <Link to="/events/$id" params={{ id }}>
        {type ?? shortId(id)}
      </Link>
    ) : (
      <code>{eventId}</code>
    )}
    {eventAt && (
      <>
        {" "}
        of <Time at={eventAt} focusable />
      </>
    )}
  </>
);
