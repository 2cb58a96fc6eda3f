import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode, RefObject } from "react";
import { cx } from "../lib/cx.ts";

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly label: string;
  readonly align: "start" | "end";
  readonly id: string;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** What a Popover opens; loaded when it is first needed. */
export function PopoverPopup({ open, onOpenChange, anchor, label, align, id, className, children }: Props) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, details) => {
        // A press on the button closes it by the button's own click.
        const onButton =
          details.event.target instanceof Node && anchor.current?.contains(details.event.target);
        if (!next && onButton && details.reason === "outside-press") details.cancel();
        else onOpenChange(next);
      }}
    >
      <Base.Portal>
        <Base.Positioner anchor={anchor} align={align} sideOffset={4} collisionPadding={8} className="z-50">
          <Base.Popup
            id={id}
            aria-label={label}
            finalFocus={anchor}
            className={cx(
              "pop max-h-(--available-height) max-w-[calc(100vw-16px)] overflow-y-auto",
              className,
            )}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
