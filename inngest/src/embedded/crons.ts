import type { StartRuns } from "./intake.ts";
import type { EngineFunction, Log } from "./model.ts";
import { readCron } from "./registration.ts";
import type { Registry } from "./registry.ts";
import type { EngineRepo } from "./repo.ts";

const LONGEST_TIMER_MS = 30_000;
const RETRY_MS = 1_000;

/**
 * Starts scheduled functions. The scheduled time is the event's id, so a schedule fires once however often it is
 * looked at; after downtime the first missed time runs and the others are skipped.
 */
export function createCrons(
  repo: EngineRepo,
  registry: Registry,
  startRuns: StartRuns,
  now: () => number,
  log: Log,
) {
  const lastAt = new Map<string, Date>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isStopped = false;

  /** Fires the function if its schedule is due; returns when to look again. */
  async function fireIfDue(fn: EngineFunction, cron: string): Promise<number> {
    const id = cronId(fn, cron);
    const schedule = readCron(cron);
    const last = lastAt.get(id) ?? (await repo.cronLastAt(id, new Date(now())));
    lastAt.set(id, last);
    const due = schedule.nextRun(last);
    if (!due || due.getTime() > now()) return due?.getTime() ?? Number.POSITIVE_INFINITY;
    const firedAt = new Date(now());
    const scheduledAt = due.toISOString();
    const data = { cron, scheduledAt, fireAt: firedAt.toISOString() };
    await startRuns([[fn, { name: "inngest/scheduled.timer", data, id: scheduledAt, ts: now(), user: {} }]]);
    await repo.saveCronLastAt(id, firedAt);
    lastAt.set(id, firedAt);
    return schedule.nextRun(firedAt)?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  async function lookOnce(): Promise<void> {
    let next = now() + LONGEST_TIMER_MS;
    try {
      for (const [fn, cron] of schedules(registry)) next = Math.min(next, await fireIfDue(fn, cron));
    } catch (error) {
      log("warn", "The schedules could not be looked at", { error: String(error) });
      next = now() + RETRY_MS;
    }
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(look, Math.max(next - now(), 1));
  }

  function look(): Promise<void> {
    looking = looking.then(lookOnce);
    return looking;
  }

  return {
    /** Looks at every schedule now, and again whenever the next is due. */
    look,
    /** Call when functions have changed. */
    async refresh(): Promise<void> {
      await look();
      const ids = new Set(schedules(registry).map(([fn, cron]) => cronId(fn, cron)));
      for (const id of lastAt.keys()) if (!ids.has(id)) lastAt.delete(id);
      await repo.deleteOtherCrons([...ids]);
    },
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}

const cronId = (fn: EngineFunction, cron: string): string => `${fn.id} ${cron}`;

function schedules(registry: Registry): [EngineFunction, string][] {
  return registry
    .all()
    .flatMap((fn) =>
      fn.triggers.flatMap((trigger) =>
        trigger.kind === "cron" ? [[fn, trigger.cron] as [EngineFunction, string]] : [],
      ),
    );
}
