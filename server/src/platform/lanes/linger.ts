import type { Lanes } from "./lanes.ts";
import type { WorkRow } from "./work-repo.ts";

export interface Lingering {
  /** `hint` as soon as `lane` may have work, `time` after `ms`, `full` at once when no place is free. */
  wait(lane: string, ms: number): Promise<"hint" | "time" | "full">;
}

/**
 * Lets at most `places` drains wait for more work. Hints wake them within a millisecond; for hints that
 * got lost, one query per process asks for all of them every poll interval (RULES 10).
 */
export function lingering<Row extends WorkRow>(lanes: Lanes<Row>, places: number): Lingering {
  const waiting = new Map<string, () => void>();
  let polling = false;
  lanes.nudge.onMessage((message) => {
    if (message.startsWith("lane ")) waiting.get(message.slice(5))?.();
  });
  const poll = async () => {
    try {
      for (const lane of await lanes.rows.lanesWithPending([...waiting.keys()])) waiting.get(lane)?.();
    } catch (error) {
      lanes.log.debug({ reason: String(error) }, "could not look for missed hints");
    }
    polling = waiting.size > 0;
    if (polling) setTimeout(poll, lanes.times.poll);
  };
  return {
    wait(lane, ms) {
      if (waiting.size >= places || ms <= 0) return Promise.resolve("full");
      return new Promise((resolve) => {
        const done = (woken: "hint" | "time") => {
          clearTimeout(limit);
          waiting.delete(lane);
          resolve(woken);
        };
        const limit = setTimeout(() => done("time"), ms);
        waiting.set(lane, () => done("hint"));
        if (!polling) setTimeout(poll, lanes.times.poll);
        polling = true;
      });
    },
  };
}
