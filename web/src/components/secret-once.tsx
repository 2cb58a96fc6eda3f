import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Checkbox } from "./checkbox.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
  /** What it is called: `Copy “Nightly replay” now` */
  readonly title: string;
  readonly secret: string;
  /** What it is: "API key". */
  readonly what: string;
  readonly onDone: () => void;
  /** What belongs to it, such as scope and expiry. */
  readonly children?: ReactNode;
}

/** Shows a secret the only time it can be shown; closes once the person says that it is stored. */
export function SecretOnce({ title, secret, what, onDone, children }: Props) {
  const [stored, setStored] = useState(false);
  return (
    <Dialog
      open
      held
      title={title}
      onClose={onDone}
      footer={
        <Button kind="primary" disabled={!stored} onClick={onDone}>
          Done
        </Button>
      }
    >
      <p className="text-fg-2">
        This is the only time Sluice shows the whole {what}. Nobody can show it again.
      </p>
      <div className="my-3 flex min-h-10 items-center gap-2 rounded-2 border border-line-ctl bg-surface-2 py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 text-13 break-all">{secret}</code>
        <CopyButton text={secret} what={what} look="word" kind="primary" />
      </div>
      {children}
      <div className="mt-3">
        <Checkbox
          label="I have stored it somewhere safe"
          checked={stored}
          onChange={({ target }) => setStored(target.checked)}
        />
      </div>
    </Dialog>
  );
}
