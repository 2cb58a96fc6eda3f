import { ChevronDown, ChevronUp, X } from "lucide-react";
import type { ReactNode } from "react";
import { BELOW_WIDE, useMedia } from "../lib/media.ts";
import { IconButton } from "./icon-button.tsx";

interface Props {
  /** The list. */
  readonly children: ReactNode;
  /** What is looked at, from the address; nothing: the list alone. */
  readonly pane: ReactNode;
}

/** A list with a pane of 520 px beside it, from 1181 px on. Below, link rows to the item's own page instead. */
export function PeekLayout({ children, pane }: Props) {
  const narrow = useMedia(BELOW_WIDE);
  if (narrow || !pane) return <div className="flex min-w-0 flex-1 flex-col">{children}</div>;
  return (
    <div className="grid flex-1 grid-cols-[minmax(0,1fr)_520px]">
      <div className="flex min-w-0 flex-col">{children}</div>
      {pane}
    </div>
  );
}

interface PaneProps {
  /** What is shown: "Event evt_…7Q2M9X". */
  readonly label: string;
  readonly head: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
  readonly onPrevious?: (() => void) | undefined;
  readonly onNext?: (() => void) | undefined;
}

/** Not modal: the list beside it stays in use. Esc closes it by the list's own keys. */
export function PeekPane({ label, head, children, onClose, onPrevious, onNext }: PaneProps) {
  return (
    <aside
      aria-label={label}
      className="sticky top-bar h-[calc(100dvh-var(--bar))] self-start overflow-y-auto border-l border-line bg-surface"
    >
      <div className="sticky top-0 z-4 flex min-h-11 items-center gap-2 border-b border-line bg-surface px-4 py-1.5">
        <div className="flex min-w-0 flex-1 items-center gap-2">{head}</div>
        <IconButton
          label="Previous"
          icon={<ChevronUp size={16} />}
          disabled={!onPrevious}
          onClick={onPrevious}
        />
        <IconButton label="Next" icon={<ChevronDown size={16} />} disabled={!onNext} onClick={onNext} />
        <IconButton label="Close" icon={<X size={16} />} onClick={onClose} />
      </div>
      <div className="grid gap-4 p-4">{children}</div>
    </aside>
  );
}
