import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { RefObject } from "react";
import { cx } from "../lib/cx.ts";
import type { MenuEntry } from "./menu.tsx";

interface Props {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly items: readonly MenuEntry[];
  readonly side: "top" | "bottom" | "right";
  readonly align: "start" | "end";
  readonly id: string;
}

/** What a Menu opens; loaded when it is first needed. */
export function MenuPopup({ open, onOpenChange, anchor, items, side, align, id }: Props) {
  return (
    <Base.Root
      modal={false}
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
        <Base.Positioner
          anchor={anchor}
          side={side}
          align={align}
          sideOffset={4}
          className="z-50 outline-none"
        >
          <Base.Popup
            id={id}
            finalFocus={anchor}
            aria-label={
              anchor.current?.getAttribute("aria-label") ?? anchor.current?.textContent ?? undefined
            }
            className="pop max-h-(--available-height) min-w-44 max-w-80 overflow-y-auto py-1"
          >
            {items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the items of a menu do not move.
              <Entry key={index} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

function Entry({ item }: { item: MenuEntry }) {
  if (item === null) return <Base.Separator className="my-1 border-t border-line" />;
  if (typeof item === "string")
    return (
      <div role="presentation" className="px-3 pt-2 pb-1 text-11 text-fg-3">
        {item}
      </div>
    );
  const content = (
    <>
      {item.checked !== undefined && (
        <Check size={14} aria-hidden="true" className={item.checked ? undefined : "invisible"} />
      )}
      {item.icon}
      <span className="truncate">{item.label}</span>
      {item.note && <span className="ml-auto pl-4 text-12 text-fg-3">{item.note}</span>}
    </>
  );
  const className = cx(
    "flex h-8 max-rail:h-11 cursor-pointer items-center gap-2 px-3 outline-none data-highlighted:bg-surface-3",
    "data-disabled:cursor-not-allowed data-disabled:text-fg-3",
    item.danger && "text-bad-text",
  );
  if (item.checked !== undefined)
    return (
      <Base.CheckboxItem
        checked={item.checked}
        closeOnClick
        disabled={item.disabled ?? false}
        onClick={item.onSelect}
        className={className}
      >
        {content}
      </Base.CheckboxItem>
    );
  return (
    <Base.Item disabled={item.disabled ?? false} onClick={item.onSelect} className={className}>
      {content}
    </Base.Item>
  );
}
