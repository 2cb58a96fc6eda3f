import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useRef, useState } from "react";
import { PHONE, useMedia } from "../../lib/media.ts";

const HEIGHTS = { row: 32, tall: 44 } as const;
const PHONE_HEIGHT = 56;
const OVERSCAN = 8;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 25;
/** What covers the top of the page: its bar and the table's head. */
const COVERED_TOP = 80;
const COVERED_BOTTOM = 64;

interface Options {
  readonly count: number;
  readonly keyOf: (index: number) => string;
  readonly height: keyof typeof HEIGHTS;
  readonly hasMore: boolean;
  readonly onMore: () => unknown;
}

/** The rows that can be seen in the page, each with its place. Asks for more before the end is reached. */
export function useVirtualRows({ count, keyOf, height, hasMore, onMore }: Options) {
  const body = useRef<HTMLDivElement>(null);
  const phone = useMedia(PHONE);
  const size = phone ? PHONE_HEIGHT : HEIGHTS[height];
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => body.current && setTop(body.current.getBoundingClientRect().top + window.scrollY);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => size,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollMargin: top,
    scrollPaddingStart: COVERED_TOP,
    scrollPaddingEnd: COVERED_BOTTOM,
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights of all rows change together.
  useLayoutEffect(() => virtual.measure(), [size]);
  const items = virtual.getVirtualItems();
  const last = items[items.length - 1]?.index ?? 0;
  useLayoutEffect(() => {
    if (hasMore && count > 0 && last >= count - AHEAD) onMore();
  }, [hasMore, last, count, onMore]);
  return { body, size, top, items, total: virtual.getTotalSize(), scrollToIndex: virtual.scrollToIndex };
}
