import type { ReactNode } from "react";

/** A key, as on a keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-1 border border-line-2 bg-surface px-1 font-sans text-11 font-500 text-fg-2">
      {children}
    </kbd>
  );
}
