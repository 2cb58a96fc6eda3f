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

/** Above the list without moving it. */
const PILL =
  "pop absolute top-1 inline-flex h-8 max-w-[calc(100%-24px)] items-center gap-1.5 rounded-3 px-3 whitespace-nowrap max-rail:h-10";

/** What came and is not shown, behind a bar that waits; and that only a sample is shown. */
export function NewEvents({ tail, isLive, onStop }: Props) {
  const { waiting, isMore, sampled } = tail;
  return (
    <>
      <Announcer tail={tail} />
      <div className="sticky top-bar z-10 flex h-0 justify-center">
        {sampled !== undefined && (
          <p className={`${PILL} bg-warn-soft text-warn-text`}>
            About {count(Math.round(sampled))} per second: a sample of 20 is shown.
            <button type="button" className="min-h-6 font-550 underline" onClick={onStop}>
              Stop and show all
            </button>
          </p>
        )}
        {sampled === undefined && (waiting > 0 || isMore) && (
          <button
            type="button"
            className={`${PILL} border-accent-line bg-accent-soft font-550 text-accent-text`}
            onClick={tail.show}
          >
            <ArrowUp size={14} aria-hidden="true" />
            {isMore ? `More than ${count(waiting)} new events` : plural(waiting, "new event")}
            {isLive && ". Paused while you read"}
          </button>
        )}
      </div>
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
