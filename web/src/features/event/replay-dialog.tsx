import type { EventDetail } from "@sluice/shared/events";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { DiffView } from "../../components/diff-view.tsx";
import { FieldError } from "../../components/field.tsx";
import { JsonEditor } from "../../components/json-editor.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { useReplay } from "../events/queries.ts";

interface Props {
  readonly event: EventDetail;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onReplayed: (id: string) => void;
}

const VIEWS = [
  { value: "edit", label: "Edit" },
  { value: "changes", label: "Changes" },
] as const;

/** An edited copy of an event's body, replayed as a new event; what was received stays as it is. */
export function ReplayDialog({ event, open, onClose, onReplayed }: Props) {
  const received = event.body ?? "";
  const [text, setText] = useState(received);
  const [valid, setValid] = useState(true);
  const [view, setView] = useState<"edit" | "changes">("edit");
  const replay = useReplay();
  const send = () =>
    replay.mutate(
      { id: event.id, payload: JSON.parse(text) as Record<string, unknown> },
      { onSuccess: ({ id }) => onReplayed(id) },
    );
  return (
    <Dialog
      open={open}
      onClose={onClose}
      width="wide"
      title="Edit and replay"
      description="The received body is never changed. The edit becomes a new event; it beats its origin and loses to any later event of the object."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={replay.isPending} disabled={!valid} onClick={send}>
            Replay
          </Button>
        </>
      }
    >
      <Segmented label="View" options={VIEWS} value={view} onChange={setView} className="mb-3" />
      <div hidden={view !== "edit"}>
        <JsonEditor
          initial={received}
          label="Body to replay"
          onChange={(next, isValid) => {
            setText(next);
            setValid(isValid);
          }}
        />
      </div>
      {view === "changes" && <DiffView before={received} after={text} label="Changes to the body" />}
      <FieldError error={replay.error?.message} />
    </Dialog>
  );
}
