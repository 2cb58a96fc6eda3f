import { cx } from "../lib/cx.ts";
import { type LiveState, useLiveState } from "../lib/live.ts";

const LOOKS: Record<LiveState, readonly [word: string, dot: string]> = {
  live: ["Live", "bg-ok shadow-[0_0_0_3px_var(--ok-soft)]"],
  connecting: ["Connecting…", "bg-line-ctl"],
  reconnecting: ["Reconnecting…", "bg-warn"],
  off: ["Not live", "bg-line-ctl"],
};

/** Whether what is shown follows along. `always` false: only while it does not. */
export function LiveMark({ always = true }: { always?: boolean }) {
  const state = useLiveState();
  const [word, dot] = LOOKS[state];
  const shown = always || state === "reconnecting";
  return (
    <span
      role="status"
      className={cx(shown && "inline-flex items-center gap-2 px-1 text-12 whitespace-nowrap")}
    >
      {shown && (
        <>
          <span aria-hidden="true" className={cx("size-[7px] rounded-full border border-transparent", dot)} />
          {word}
        </>
      )}
    </span>
  );
}
