import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Icon } from "./icon.tsx";

interface Props {
  readonly title: string;
  /** `sheet` stands at the right edge and takes the full height. */
  readonly kind?: "dialog" | "sheet";
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Modal while mounted: the browser keeps focus inside, closes on Esc and gives the focus back. */
export function Dialog({ title, kind = "dialog", onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog; Esc does the same by `onCancel`.
    <dialog
      ref={ref}
      className={kind}
      aria-labelledby={titleId}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <header>
        <h2 id={titleId}>{title}</h2>
        <button type="button" className="btn ghost ico" aria-label="Close" onClick={onClose}>
          <Icon name="x" size={16} />
        </button>
      </header>
      <div className="content">{children}</div>
    </dialog>
  );
}
