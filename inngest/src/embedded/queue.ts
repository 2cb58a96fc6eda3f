/** Inserts where it belongs in an ascending list; an equal goes after its equals. */
export function insertSorted<T>(list: T[], entry: T, before: (a: T, b: T) => boolean): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(entry, list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  list.splice(low, 0, entry);
}

/**
 * A queue of lines: entries of one line share what may hold them back (their app, their concurrency keys), so only
 * the head of each line is ever looked at, and a thousand runs behind one key cost nothing.
 */
export function createReadyQueue<T>(before: (a: T, b: T) => boolean) {
  const lines = new Map<string, T[]>();
  return {
    push(line: string, entry: T): void {
      const entries = lines.get(line);
      if (entries) insertSorted(entries, entry, before);
      else lines.set(line, [entry]);
    },
    /** The first entry in order whose line is free. */
    take(isFree: (head: T) => boolean): T | undefined {
      let best: { line: string; entries: T[]; head: T } | undefined;
      for (const [line, entries] of lines) {
        const head = entries[0] as T;
        if ((!best || before(head, best.head)) && isFree(head)) best = { line, entries, head };
      }
      if (!best) return undefined;
      best.entries.shift();
      if (best.entries.length === 0) lines.delete(best.line);
      return best.head;
    },
    /** Empties the queue. */
    drain(): T[] {
      const all = [...lines.values()].flat();
      lines.clear();
      return all;
    },
  };
}

/** Setting a timer further ahead than this would miss a clock that jumps, as after a laptop's sleep. */
const LONGEST_TIMER_MS = 30_000;

/** Hands each entry over when its time has come by `now`, never before. */
export function createTimeline<T>(now: () => number, onDue: (entry: T) => void) {
  const entries: { dueAt: number; entry: T }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;

  function arm(): void {
    clearTimeout(timer);
    const next = entries.at(-1);
    if (!next || isStopped) return;
    timer = setTimeout(release, Math.min(Math.max(next.dueAt - now(), 1), LONGEST_TIMER_MS));
  }
  function release(): void {
    for (let next = entries.at(-1); next && next.dueAt <= now(); next = entries.at(-1)) {
      entries.pop();
      onDue(next.entry);
    }
    arm();
  }
  return {
    add(dueAt: number, entry: T): void {
      insertSorted(entries, { dueAt, entry }, (a, b) => a.dueAt > b.dueAt);
      if (entries.at(-1)?.entry === entry) arm();
    },
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
