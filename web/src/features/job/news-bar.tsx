import { useEffect, useState } from "react";
import { useLive } from "../../lib/live.ts";

const AT_MOST_EVERY_MS = 1_000;

interface Props {
  readonly jobId: string;
  readonly isFetching: boolean;
  readonly onShow: () => unknown;
}

/**
 * Keeps the job's list current without moving what someone reads: at the top of the page it is asked for again, at
 * most once a second; further down a bar waits.
 */
export function NewsBar({ jobId, isFetching, onShow }: Props) {
  const [news, setNews] = useState(false);
  const [waits, setWaits] = useState(false);
  useLive(`job:${jobId}`, () => setNews(true));
  useEffect(() => {
    if (!news || isFetching) return;
    const timer = window.setTimeout(() => {
      const reads = window.scrollY > 0;
      setWaits(reads);
      if (reads) return;
      setNews(false);
      void onShow();
    }, AT_MOST_EVERY_MS);
    return () => window.clearTimeout(timer);
  }, [news, isFetching, onShow]);
  if (!news || !waits) return null;
  return (
    <div className="sticky top-bar z-10 flex justify-center border-b border-line bg-accent-soft">
      <button
        type="button"
        className="link h-8 font-550"
        onClick={() => {
          setNews(false);
          setWaits(false);
          void onShow();
        }}
      >
        Show what is new
      </button>
    </div>
  );
}
