import { type FormEvent, type ReactNode, useState } from "react";
import { useShortcuts } from "../lib/keyboard.ts";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field, FieldError } from "./field.tsx";
import { Input } from "./input.tsx";

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  /** A question with its number: "Replay 1,284 events?" */
  readonly title: string;
  /** What is included, what is not, and what stays. */
  readonly children: ReactNode;
  /** The verb with its number: "Replay 1,284". */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly danger?: boolean;
  readonly busy?: boolean;
  readonly error?: Error | null;
  /** Must be typed first: the name, or the number, of what is acted on. */
  readonly type?: string;
  /** Another way out, such as "Only the 31 failed". */
  readonly alternative?: ReactNode;
}

/** Asks before something large or final. */
export function ConfirmDialog(props: Props) {
  const {
    open,
    onClose,
    title,
    children,
    action,
    onConfirm,
    danger,
    busy = false,
    error,
    type,
    alternative,
  } = props;
  const [typed, setTyped] = useState("");
  const [wasOpen, setWasOpen] = useState(open);
  if (open !== wasOpen) {
    setWasOpen(open);
    setTyped("");
  }
  const ready = !busy && (type === undefined || typed.trim() === type);
  const confirm = (event?: FormEvent) => {
    event?.preventDefault();
    if (ready) onConfirm();
  };
  useShortcuts({ "mod+Enter": () => confirm() }, { enabled: open, inDialogs: true });
  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      footer={
        <>
          {alternative}
          <span className="flex-1 max-rail:hidden" />
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind={danger ? "danger" : "primary"}
            busy={busy}
            disabled={!ready}
            onClick={() => confirm()}
          >
            {action}
          </Button>
        </>
      }
    >
      <div className="text-fg-2">{children}</div>
      {type !== undefined && (
        <form onSubmit={confirm} className="mt-4">
          <Field
            label={
              <>
                Type <code className="font-550">{type}</code> to confirm
              </>
            }
          >
            <Input value={typed} onChange={({ target }) => setTyped(target.value)} mono />
          </Field>
        </form>
      )}
      <FieldError error={error?.message} />
    </Dialog>
  );
}
