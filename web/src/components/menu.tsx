import { cloneElement, type ReactElement, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { lazy } from "../lib/lazy.ts";

const load = () => import("./menu-popup.tsx").then((module) => ({ default: module.MenuPopup }));
const MenuPopup = lazy(load);

export interface MenuItem {
  readonly label: string;
  readonly icon?: ReactNode;
  /** Beside the label, in grey. */
  readonly note?: string;
  readonly onSelect: () => void;
  /** A mark before the chosen one of several. */
  readonly checked?: boolean;
  readonly danger?: boolean;
  readonly disabled?: boolean;
}

/** `null` among the items draws a line, a text names the group that follows. */
export type MenuEntry = MenuItem | string | null;

interface Props {
  /** The button that opens it. */
  readonly trigger: ReactElement<TriggerProps>;
  readonly items: readonly MenuEntry[];
  readonly side?: "top" | "bottom" | "right";
  readonly align?: "start" | "end";
}

/** What a Menu or Popover sets on the button that opens it. */
export interface TriggerProps {
  ref?: React.Ref<HTMLButtonElement>;
  onClick?: React.MouseEventHandler;
  onKeyDown?: React.KeyboardEventHandler;
  onPointerEnter?: React.PointerEventHandler;
  onFocus?: React.FocusEventHandler;
  "aria-haspopup"?: "menu" | "dialog";
  "aria-expanded"?: boolean;
  "aria-controls"?: string | undefined;
}

export function Menu({ trigger, items, side = "bottom", align = "start" }: Props) {
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const change = (next: boolean) => {
    setUsed(true);
    setOpen(next);
  };
  return (
    <>
      {cloneElement(trigger, {
        ref: anchor,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        "aria-controls": open ? id : undefined,
        onClick: () => change(!open),
        onKeyDown: (event: React.KeyboardEvent) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          change(true);
        },
        onPointerEnter: load,
        onFocus: load,
      })}
      {used && (
        <Suspense>
          <MenuPopup
            open={open}
            onOpenChange={change}
            anchor={anchor}
            items={items}
            side={side}
            align={align}
            id={id}
          />
        </Suspense>
      )}
    </>
  );
}
