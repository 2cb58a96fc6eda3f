import { type RefObject, useEffect, useRef } from "react";

/** A strip that scrolls sideways: what is chosen in it comes into sight, whenever it or the strip's width changes. */
export function useChosenInSight<Strip extends HTMLElement>(
  chosen: string | undefined,
): RefObject<Strip | null> {
  const ref = useRef<Strip>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the choice is read from the page.
  useEffect(() => {
    const strip = ref.current;
    if (!strip) return;
    const resized = new ResizeObserver(() => {
      const item = strip.querySelector("[aria-current], [aria-selected=true]");
      if (!item) return;
      const [{ left, width }, own] = [item.getBoundingClientRect(), strip.getBoundingClientRect()];
      // Not scrollIntoView, which would move the page too.
      strip.scrollLeft += left + width / 2 - (own.left + own.width / 2);
    });
    resized.observe(strip);
    return () => resized.disconnect();
  }, [chosen]);
  return ref;
}
