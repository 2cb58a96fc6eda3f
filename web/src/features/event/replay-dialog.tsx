import type { EventDetail } from "@sluice/shared/events";
import { useMutation } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DiffView } from "../../components/diff-view.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Id } from "../../components/id.tsx";
import { JsonEditor } from "../../components/json-editor.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { api } from "../../lib/api.ts";
import { plural } from "../../lib/format.ts";
import { changedLines, pretty } from "../../lib/json.ts";
import { modKey, useShortcuts } from "../../lib/keyboard.ts";
import { useReplay } from "../events/queries.ts";
import { Callout } from "./callout.tsx";
import { DryRunResult } from "./dry-run-result.tsx";
import { StaleJob } from "./stale-job.tsx";

interface Props {
  readonly event: EventDetail;
  readonly onClose: () => void;
  readonly onReplayed: (id: string) => void;
}

type Payload = Record<string, unknown>;

/** An edited copy of an event's body, tried without writing, then replayed as a new event. */
export function ReplayDialog({ event, onClose, onReplayed }: Props) {
  const received = useMemo(() => pretty(event.body ?? ""), [event.body]);
  const [text, setText] = useState(received);
  const [view, setView] = useState<"edit" | "changes">("edit");
  const payload = useMemo(() => objectIn(text), [text]);
  const edits = useMemo(() => {
    const { added, removed } = changedLines(received, pretty(text));
    return Math.max(added, removed);
  }, [received, text]);
  const replay = useReplay();
  const { id } = event;
  const edited = payload && edits > 0 ? { payload } : {};
  const dryRun = useMutation({
    mutationFn: (_text: string) => api.events.dryRun({ params: { id }, body: edited }),
  });
  const send = () => {
    if (payload && !replay.isPending)
      replay.mutate({ id, ...edited }, { onSuccess: (made) => onReplayed(made.id) });
  };
  useShortcuts({ "mod+Enter": send }, { inDialogs: true });
  const isTried = dryRun.variables === text;
  return (
    <Dialog
      open
      onClose={onClose}
      width="wide"
      title={
        <span className="flex flex-wrap items-center gap-x-2">
          Edit and replay {event.type} <Id id={id} short className="text-12 font-400 text-fg-3" />
        </span>
      }
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={dryRun.isPending} disabled={!payload} onClick={() => dryRun.mutate(text)}>
            {dryRun.isSuccess ? "Dry run again" : "Dry run"}
          </Button>
          <Button
            kind="primary"
            busy={replay.isPending}
            disabled={!payload}
            shortcut={`${modKey()}↵`}
            onClick={send}
          >
            {edits > 0 ? `Replay with ${plural(edits, "edit")}` : "Replay"}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Segmented
          label="View"
          options={[
            { value: "edit", label: "Edit" },
            { value: "changes", label: edits > 0 ? `Changes ${edits}` : "Changes" },
          ]}
          value={view}
          onChange={setView}
          className="justify-self-start"
        />
        <div hidden={view !== "edit"} className="[&_.code-view]:max-h-[42dvh]">
          <JsonEditor initial={received} label="Body to replay" onChange={setText} />
        </div>
        {view === "changes" && (
          <div className="overflow-hidden rounded-2 border border-line-2">
            <DiffView before={received} after={text} label="Changes to the body" />
          </div>
        )}
        {dryRun.isPending && <Callout tone="info">Running without writing…</Callout>}
        {dryRun.isSuccess && isTried && <DryRunResult result={dryRun.data} />}
        {dryRun.isSuccess && !isTried && (
          <Callout tone="info">Edited since the dry run. Run it again to see what would happen.</Callout>
        )}
        <StaleJob event={event} />
        <Callout tone="info">
          The received body stays as it is. The replay is stored beside it
          {edits > 0 && ", marked as edited,"} with your name. The signature is not checked again.
        </Callout>
        {(dryRun.error ?? replay.error) && (
          <div className="-mx-gutter -my-3">
            <ErrorPanel
              title={replay.error ? "It was not replayed" : "The dry run failed"}
              error={replay.error ?? dryRun.error}
            />
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** undefined unless it is JSON, and an object. */
function objectIn(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Payload)
      : undefined;
  } catch {
    return undefined;
  }
}
