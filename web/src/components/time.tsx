import { Suspense, useRef, useState, useSyncExternalStore } from "react";
import { ago, dateOf, fullTime, listMinute, listTime } from "../lib/format.ts";
import { lazy } from "../lib/lazy.ts";
import { usePreferences } from "../lib/preferences.ts";

const TimeCard = lazy(() => import("./time-card.tsx").then((module) => ({ default: module.TimeCard })));
const OPEN_MS = 300;
const CLOSE_MS = 150;

const listeners = new Set<() => void>();
let timer: number | undefined;
let now = Date.now();

/** One clock for all times on the page; it stands still when none is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= window.setInterval(() => {
    now = Date.now();
    for (const tick of listeners) tick();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/** A text that follows the clock; draws again only when the text changes. */
export const useTicking = (text: (now: number) => string): string =>
  useSyncExternalStore(subscribe, () => text(now));

interface Props {
  /** ISO 8601. */
  readonly at: string;
  /**
   * `list`: `14:22:05` today, `Thu 22:40` this week, `20 Aug 09:15` before. `minute`: `14:22` today. `ago`: `3 s ago`, ticking.
   * `full`: with date, milliseconds and zone. `date`: `20 Sep 2026`.
   */
  readonly format?: "list" | "minute" | "ago" | "full" | "date";
  /** Reachable by Tab, for pages; in lists the row is what has the focus. */
  readonly focusable?: boolean;
  readonly className?: string;
}

/** A time in the person's zone. Hovering, or focus, shows it in local time, UTC and ISO, to copy. */
export function Time({ at, format = "list", focusable = false, className }: Props) {
  const { timeZone } = usePreferences();
  const ref = useRef<HTMLTimeElement>(null);
  const [open, setOpen] = useState(false);
  const waiting = useRef<number>(undefined);
  const soon = (next: boolean) => {
    window.clearTimeout(waiting.current);
    waiting.current = window.setTimeout(() => setOpen(next), next ? OPEN_MS : CLOSE_MS);
  };
  const text = useTicking((tick) => {
    if (format === "ago") return ago(at, tick);
    if (format === "minute") return listMinute(at, tick, timeZone);
    if (format === "full") return fullTime(at, timeZone);
    return format === "date" ? dateOf(at, timeZone) : listTime(at, tick, timeZone);
  });
  const hover = { onPointerEnter: () => soon(true), onPointerLeave: () => soon(false) };
  return (
    <>
      <time
        ref={ref}
        dateTime={at}
        className={`t-above whitespace-nowrap ${className ?? ""}`}
        {...hover}
        {...(focusable && { tabIndex: 0, onFocus: () => soon(true), onBlur: () => soon(false) })}
      >
        {text}
      </time>
      {open && (
        <Suspense>
          <TimeCard at={at} timeZone={timeZone} anchor={ref} hover={hover} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
