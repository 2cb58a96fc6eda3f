import { setTimeout as delay } from "node:timers/promises";
import type { Log, Run } from "./model.ts";
import type { EngineRepo } from "./repo.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;
const LOADED_AT_ONCE = 500;

export interface AdoptionOptions {
  repo: EngineRepo;
  isKnown: (id: string) => boolean;
  adopt: (run: Run) => void;
  isStopping: () => boolean;
  log: Log;
}

/** Returns a function that takes up every unfinished run in the database that is not known yet, however long it takes. */
export function createAdoption({
  repo,
  isKnown,
  adopt,
  isStopping,
  log,
}: AdoptionOptions): () => Promise<void> {
  let current: Promise<void> | undefined;
  let isAskedAgain = false;

  async function adoptOnce(): Promise<void> {
    const unknown = (await repo.unfinishedIds()).filter((id) => !isKnown(id));
    for (let from = 0; from < unknown.length; from += LOADED_AT_ONCE) {
      const found = await repo.unfinished(unknown.slice(from, from + LOADED_AT_ONCE));
      for (const run of found) if (!isKnown(run._id)) adopt(run);
    }
  }

  async function adoptUntilDone(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; isAskedAgain && !isStopping(); ) {
      isAskedAgain = false;
      try {
        await adoptOnce();
      } catch (error) {
        log("warn", "The unfinished runs cannot be read yet", { error: String(error) });
        isAskedAgain = true;
        await delay(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      }
    }
  }

  return () => {
    isAskedAgain = true;
    current ??= adoptUntilDone().finally(() => {
      current = undefined;
    });
    return current;
  };
}
