import { useSyncExternalStore } from "react";
import { ago, fullTime } from "../lib/format.ts";

const listeners = new Set<() => void>();
let timer: number | undefined;

/** One clock for all times on the page; it stands still when none is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    for (const tick of listeners) tick();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

export function Ago({ at }: { at: string }) {
  const text = useSyncExternalStore(subscribe, () => ago(at, Date.now()));
  return (
    <time dateTime={at} title={fullTime(at)}>
      {text}
    </time>
  );
}
