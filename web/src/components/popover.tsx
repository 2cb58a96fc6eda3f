import { cloneElement, type ReactElement, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { lazy } from "../lib/lazy.ts";
import type { TriggerProps } from "./menu.tsx";

const load = () => import("./popover-popup.tsx").then((module) => ({ default: module.PopoverPopup }));
const PopoverPopup = lazy(load);

interface Props {
  /** The button that opens it. */
  readonly trigger: ReactElement<TriggerProps>;
  /** Names it for screen readers. */
  readonly label: string;
  readonly children: ReactNode;
  readonly align?: "start" | "end";
  /** With `onOpenChange`: held by the caller. */
  readonly open?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly className?: string;
}

/** Something small that opens beside its button. */
export function Popover(props: Props) {
  const { trigger, label, children, align = "start", className } = props;
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const open = props.open ?? isOpen;
  const [used, setUsed] = useState(open);
  if (open && !used) setUsed(true);
  const change = (next: boolean) => {
    setOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        "aria-haspopup": "dialog",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: () => change(!open),
        onPointerEnter: load,
        onFocus: load,
      })}
      {used && (
        <Suspense>
          <PopoverPopup
            open={open}
            onOpenChange={change}
            anchor={anchor}
            label={label}
            align={align}
            id={id}
            className={className}
          >
            {children}
          </PopoverPopup>
        </Suspense>
      )}
    </>
  );
}
