import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { cx } from "../lib/cx.ts";
import type { DialogProps } from "./dialog.tsx";
import { IconButton } from "./icon-button.tsx";

/** What Dialog shows; loaded when the first one opens. */
export function DialogBase(props: DialogProps) {
  const { open, title, onClose, description, children, footer, width = "normal", held = false } = props;
  return (
    <Base.Root
      open={open}
      disablePointerDismissal={held}
      onOpenChange={(isOpen, details) => {
        if (isOpen) return;
        if (held) return details.cancel();
        onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup
          data-modal
          {...(props.initialFocus && { initialFocus: props.initialFocus })}
          className={cx("dialog", width === "wide" ? "rail:w-180" : "rail:w-120")}
        >
          <header className="flex min-h-11 items-center gap-2 border-b border-line py-2 pr-2 pl-4">
            <Base.Title className="min-w-0 flex-1 text-14 font-600">{title}</Base.Title>
            {!held && <IconButton label="Close" icon={<X size={16} />} onClick={onClose} />}
          </header>
          <div className="min-h-0 overflow-y-auto p-4">
            {description && (
              <Base.Description className="mb-3 text-fg-2" render={<div />}>
                {description}
              </Base.Description>
            )}
            {children}
          </div>
          {footer && <footer className="dialog-footer">{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
