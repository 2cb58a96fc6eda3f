import { Popover } from "@base-ui/react/popover";
import type { PointerEventHandler, RefObject } from "react";
import { fullTime } from "../lib/format.ts";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  readonly at: string;
  readonly timeZone: string;
  readonly anchor: RefObject<HTMLElement | null>;
  readonly hover: {
    readonly onPointerEnter: PointerEventHandler;
    readonly onPointerLeave: PointerEventHandler;
  };
  readonly onClose: () => void;
}

/** One time in the three ways people need it. */
export function TimeCard({ at, timeZone, anchor, hover, onClose }: Props) {
  const iso = new Date(at).toISOString();
  const ways = [
    [timeZone === "local" ? "Local" : timeZone, fullTime(at, timeZone)],
    ["UTC", fullTime(at, "UTC")],
    ["ISO", iso],
  ] as const;
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} collisionPadding={8} className="z-50">
          <Popover.Popup
            aria-label="This time"
            initialFocus={false}
            finalFocus={false}
            className="pop px-3 py-2"
            {...hover}
          >
            <dl className="grid grid-cols-[auto_auto_auto] items-center gap-x-3 text-12">
              {ways.map(([name, text]) => (
                <div key={name} className="contents">
                  <dt className="text-fg-3">{name}</dt>
                  <dd className="whitespace-nowrap">{text}</dd>
                  <dd>
                    <CopyButton text={text} what={`the time, ${name}`} />
                  </dd>
                </div>
              ))}
            </dl>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
