import { ArrowUp } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { count, plural } from "../../lib/format.ts";
import type { Tail } from "./use-tail.ts";

const ANNOUNCE_MS = 10_000;

interface Props {
  readonly tail: Tail;
  readonly isLive: boolean;
  readonly onStop: () => void;
}

/** What came and is not shown, behind a bar that waits; and that only a sample is shown. */
export function NewEvents({ tail, isLive, onStop }: Props) {
  const { waiting, isMore, sampled } = tail;
  return (
    <>
      <Announcer tail={tail} />
      {sampled !== undefined && (
        <p className="flex flex-wrap items-center gap-x-2 border-b border-line bg-warn-soft px-gutter py-1.5 text-warn-text">
          About {count(Math.round(sampled))} events per second: a sample of 20 each second is shown.
          <button type="button" className="min-h-6 font-550 underline" onClick={onStop}>
            Stop and show all
          </button>
        </p>
      )}
      {(waiting > 0 || isMore) && (
        <div className="sticky top-bar z-10 flex h-0 justify-center">
          <button
            type="button"
            className="pop absolute top-1 inline-flex h-8 items-center gap-1.5 rounded-3 border-accent-line bg-accent-soft px-3 font-550 text-accent-text max-rail:h-10"
            onClick={tail.show}
          >
            <ArrowUp size={14} aria-hidden="true" />
            {isMore ? `More than ${count(waiting)} new events` : plural(waiting, "new event")}
            {isLive && ". Paused while you read"}
          </button>
        </div>
      )}
    </>
  );
}

/** Says how many came, at most once each 10 s. */
function Announcer({ tail }: { tail: Tail }) {
  const [words, setWords] = useState("");
  const latest = useRef(tail);
  latest.current = tail;
  useEffect(() => {
    let since = Date.now();
    const timer = window.setInterval(() => {
      const came = latest.current.arrivals().filter(({ at }) => at > since);
      since = Date.now();
      const sum = came.reduce((total, arrival) => total + arrival.count, 0);
      if (sum > 0) setWords(plural(sum, "new event"));
    }, ANNOUNCE_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <p role="status" className="sr-only">
      {words}
    </p>
  );
}
