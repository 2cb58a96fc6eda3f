import { useEffect, useState } from "react";
import { type Topic, useLive } from "../../lib/live.ts";

const AT_MOST_EVERY_MS = 1_000;

interface Props {
  readonly topic: Topic;
  /** Somebody works with the list: nothing may move. */
  readonly busy: boolean;
  readonly follow: boolean;
  readonly isFetching: boolean;
  readonly onShow: () => unknown;
}

/**
 * Keeps the list current without moving what someone reads: at its top and idle it is asked for again, at most once
 * a second; once it is scrolled or something is selected, a bar waits.
 */
export function NewEvents({ topic, busy, follow, isFetching, onShow }: Props) {
  const [news, setNews] = useState(false);
  useLive(topic, () => setNews(true));
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    if (!news || isFetching) return;
    const timer = window.setTimeout(() => {
      const reads = busy || (!follow && window.scrollY > 0);
      setWaits(reads);
      if (reads) return;
      setNews(false);
      void onShow();
    }, AT_MOST_EVERY_MS);
    return () => window.clearTimeout(timer);
  }, [news, busy, follow, isFetching, onShow]);
  if (!news || !waits) return null;
  return (
    <div className="sticky top-bar z-10 flex justify-center border-b border-line bg-accent-soft">
      <button
        type="button"
        className="link h-8 font-550"
        onClick={() => {
          setNews(false);
          window.scrollTo({ top: 0 });
          void onShow();
        }}
      >
        Show what is new
      </button>
    </div>
  );
}
