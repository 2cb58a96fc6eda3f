import type { ErasurePreview } from "@sluice/shared/erasures";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { plural } from "../../../lib/format.ts";

interface Props {
  readonly preview: ErasurePreview;
  readonly keepDestination: boolean;
  readonly onAdd: (objectIds: readonly string[]) => void;
}

/** What an erasure would remove, and what it would miss. */
export function Preview({ preview, keepDestination, onAdd }: Props) {
  const { events, rejected, documents, unreachable, related } = preview;
  return (
    <div className="grid gap-3">
      <p>For good, and everywhere in this workspace's ledger:</p>
      <ul className="list-disc pl-5">
        <Line count={events} what="event">
          bodies, headers and search terms go; ids, types and times stay
        </Line>
        <Line count={rejected} what="rejected request">
          removed
        </Line>
        <Line count={documents} what="document">
          {keepDestination ? "stay in the destinations" : "deleted from the destinations"}
        </Line>
      </ul>
      {unreachable.length > 0 && (
        <Notice tone="warn" title="Not all destinations answer" level={3}>
          Documents of {unreachable.join(", ")} are not counted; the erasure waits until they can be reached.
        </Notice>
      )}
      {related.length > 0 && (
        <Notice
          tone="info"
          title={`${plural(related.length, "other object tells", "other objects tell")} of what you erase`}
          level={3}
        >
          <p>Their events stay unless you erase them too.</p>
          <p className="my-2 max-h-24 overflow-y-auto break-words">
            <code>{related.join(", ")}</code>
          </p>
          <Button size="small" onClick={() => onAdd(related)}>
            Erase {related.length === 1 ? "it" : `these ${related.length}`} too
          </Button>
        </Notice>
      )}
    </div>
  );
}

interface LineProps {
  readonly count: ErasurePreview["events"];
  readonly what: string;
  readonly children: string;
}

function Line({ count: { count, atLeast }, what, children }: LineProps) {
  return (
    <li>
      {atLeast && "at least "}
      <span className="font-550 text-fg">{plural(count, what)}</span>: {children}
    </li>
  );
}
