import { Radio } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { useLiveState } from "../../lib/live.ts";
import type { Tail } from "./use-tail.ts";

const WINDOW_MS = 5_000;
const TICK_MS = 1_000;

interface Props {
  readonly isLive: boolean;
  readonly tail: Tail;
  readonly onToggle: () => void;
}

/** Turns the live tail on and off, and says how fast events come, or how far behind it is. */
export function LiveButton({ isLive, tail, onToggle }: Props) {
  const state = useLiveState();
  const [now, setNow] = useState(Date.now);
  const lastLive = useRef(Date.now());
  const startedAt = useRef(Date.now());
  if (state === "live") lastLive.current = now;
  useEffect(() => {
    if (!isLive) return;
    startedAt.current = Date.now();
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), TICK_MS);
    return () => window.clearInterval(timer);
  }, [isLive]);
  const behind = Math.max(0, Math.round((now - lastLive.current) / 1000));
  return (
    <Button aria-pressed={isLive} shortcut="L" onClick={onToggle} className="tabular-nums">
      {isLive && state === "live" ? (
        <span aria-hidden="true" className="size-[7px] rounded-full bg-ok" />
      ) : (
        <Radio size={14} aria-hidden="true" />
      )}
      {!isLive && "Live tail"}
      {isLive && state === "live" && `Live, ${rateText(tail, startedAt.current, now)} per s`}
      {isLive && state !== "live" && `Reconnecting, ${behind} s behind`}
    </Button>
  );
}

function rateText(tail: Tail, since: number, now: number): string {
  if (tail.sampled !== undefined) return `about ${Math.round(tail.sampled)}`;
  const span = Math.max(TICK_MS, Math.min(WINDOW_MS, now - since));
  const sum = tail
    .arrivals()
    .filter(({ at }) => at > now - span)
    .reduce((total, { count }) => total + count, 0);
  const rate = (sum * 1000) / span;
  return rate === 0 || rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
}
