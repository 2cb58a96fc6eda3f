import type { DryRun } from "@sluice/shared/events";
import { type ReactNode, useState } from "react";
import { Button } from "../../components/button.tsx";
import { DiffView } from "../../components/diff-view.tsx";
import { Id } from "../../components/id.tsx";
import { Time } from "../../components/time.tsx";
import { bytes } from "../../lib/format.ts";
import { Callout } from "./callout.tsx";

const TONES = {
  applied: "ok",
  unchanged: "info",
  superseded: "warn",
  ignored: "warn",
  failed: "bad",
} as const;

/** What a replay would do now. */
export function DryRunResult({ result }: { result: DryRun }) {
  const [open, setOpen] = useState(false);
  const { now, after, outcome, unchecked } = result;
  const hasDiff = outcome === "applied" && (now.document !== null || after.document !== null);
  return (
    <>
      <Callout tone={TONES[outcome]} live>
        <p>{wordsOf(result)}</p>
        {result.ambiguous && (
          <p>
            Other events have the same time, and their order is unknown. The result is the same whichever
            arrives first.
          </p>
        )}
        {unchecked.length > 0 && <p className="text-12">Only a write can tell: {unchecked.join(", ")}.</p>}
        {after.tooLarge && <p>The document would have {bytes(after.bytes)}, too much to be shown here.</p>}
        {hasDiff && (
          <Button size="small" className="mt-1.5" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide the changes" : "Show what would change"}
          </Button>
        )}
      </Callout>
      {open && hasDiff && (
        <div className="overflow-hidden rounded-2 border border-line-2">
          <DiffView
            before={textOf(now.document)}
            after={textOf(after.document)}
            label="Changes to the document in the destination"
          />
        </div>
      )}
    </>
  );
}

const textOf = (document: object | null) => (document ? JSON.stringify(document, null, 2) : "");

function wordsOf(result: DryRun): ReactNode {
  const { outcome, target, by, error, reason, now } = result;
  const what = target && (
    <>
      <Id id={target.id} short /> in <code>{`${target.database}.${target.collection}`}</code>
    </>
  );
  switch (outcome) {
    case "applied": {
      const verb = target?.operation === "delete" ? "delete" : now.bytes > 0 ? "update" : "insert";
      return (
        <>
          <b className="font-600">Dry run passed.</b> Would {verb} {what}. Nothing was written.
        </>
      );
    }
    case "unchanged":
      return (
        <>
          <b className="font-600">Nothing would change.</b> {what} has this event's state already.
        </>
      );
    case "superseded":
      return (
        <>
          <b className="font-600">Nothing would change.</b> The state of a newer event stays:{" "}
          {by?.type ?? <code>{by?.eventId}</code>}
          {by?.eventAt && (
            <>
              {" "}
              of <Time at={by.eventAt} focusable />
            </>
          )}
          .
        </>
      );
    case "ignored":
      return (
        <>
          <b className="font-600">Nothing would be written.</b> {reason}
        </>
      );
    default:
      return (
        <>
          <b className="font-600">It would fail.</b> {error?.message}
        </>
      );
  }
}
