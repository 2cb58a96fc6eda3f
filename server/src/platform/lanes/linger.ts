import type { Lanes } from "./lanes.ts";
import type { WorkRow } from "./work-repo.ts";

/** One drain's ear for hints about its lane, from its first look for work to its end. */
export interface Watch {
  /** Call before looking for work: only hints that come later count. */
  clear(): void;
  /** `hint` as soon as there may be work since `clear`, `time` after `ms`, `full` at once when no place is free. */
  wait(ms: number): Promise<"hint" | "time" | "full">;
  close(): void;
}

export interface Lingering {
  watch(lane: string): Watch;
}

interface Ear {
  hinted: boolean;
  /** Set while it waits. */
  wake?: () => void;
}

/**
 * Lets at most `places` drains wait for more work. Hints wake them within a millisecond; for hints that
 * got lost, one query per process asks for all of them every poll interval (RULES 10).
 */
export function lingering<Row extends WorkRow>(lanes: Lanes<Row>, places: number): Lingering {
  const ears = new Map<string, Set<Ear>>();
  let waiting = 0;
  let polling = false;
  const hint = (lane: string) => {
    for (const ear of ears.get(lane) ?? []) {
      ear.hinted = true;
      ear.wake?.();
    }
  };
  lanes.nudge.onMessage((message) => {
    if (message.startsWith("lane ")) hint(message.slice(5));
  });
  const poll = async () => {
    try {
      const listening = [...ears]
        .filter(([, some]) => [...some].some((ear) => ear.wake))
        .map(([lane]) => lane);
      for (const lane of await lanes.rows.lanesWithPending(listening)) hint(lane);
    } catch (error) {
      lanes.log.debug({ reason: String(error) }, "could not look for missed hints");
    }
    polling = waiting > 0;
    if (polling) setTimeout(poll, lanes.times.poll);
  };

  return {
    watch(lane) {
      const ear: Ear = { hinted: false };
      const own = ears.get(lane) ?? new Set();
      ears.set(lane, own.add(ear));
      return {
        clear() {
          ear.hinted = false;
        },
        wait(ms) {
          if (ear.hinted) return Promise.resolve("hint");
          if (waiting >= places || ms <= 0) return Promise.resolve("full");
          waiting += 1;
          if (!polling) setTimeout(poll, lanes.times.poll);
          polling = true;
          return new Promise((resolve) => {
            const done = (woken: "hint" | "time") => {
              clearTimeout(limit);
              delete ear.wake;
              waiting -= 1;
              resolve(woken);
            };
            const limit = setTimeout(() => done("time"), ms);
            ear.wake = () => done("hint");
          });
        },
        close() {
          own.delete(ear);
          if (own.size === 0) ears.delete(lane);
        },
      };
    },
  };
}
