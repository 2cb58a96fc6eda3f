import type { Log } from "./model.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** An app that is away is tried again soon, at growing distances, and costs its runs no attempts. */
export function createPauses(onOver: () => void, log: Log) {
  const pauses = new Map<string, { isOn: boolean; wait: number }>();

  return {
    isPaused: (app: string): boolean => pauses.get(app)?.isOn ?? false,
    begin(app: string, reason: string): void {
      const last = pauses.get(app);
      if (last?.isOn) return;
      const pause = { isOn: true, wait: Math.min(last ? last.wait * 2 : FIRST_WAIT_MS, LONGEST_WAIT_MS) };
      pauses.set(app, pause);
      if (!last) log("warn", "The app cannot be reached; its runs wait", { app, reason });
      const over = () => {
        pause.isOn = false;
        onOver();
      };
      setTimeout(over, pause.wait).unref();
    },
    /** The app has answered; true if that was news. */
    end: (app: string): boolean => pauses.delete(app),
  };
}
