export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
/** A minute may still get rows this long after its end; until then it is recounted whenever it is asked for. */
export const OPEN_MS = 2 * MINUTE_MS;
/** Sums of what ended this long ago are there; before that the minutes are added up. */
const SUMMED_AFTER_MS = 10 * MINUTE_MS;

/** Minutes are counted from the ledger; each further level is summed from the one before it. */
export const LEVELS = [
  { collection: "event_stats", ms: MINUTE_MS },
  { collection: "event_stats_half_hours", ms: 30 * MINUTE_MS },
  { collection: "event_stats_days", ms: DAY_MS },
] as const;
export type Level = 0 | 1 | 2;

/** A piece of a time range, in milliseconds, that one level answers. */
export interface Segment {
  readonly level: Level;
  readonly from: number;
  readonly to: number;
}

const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080, 20_160].map(
  (minutes) => minutes * MINUTE_MS,
);

/** The narrowest usual width of a bucket, in milliseconds, with which at most `most` of them cover a range. */
export function niceWidth(from: number, to: number, most: number): number {
  const fits = (width: number) => Math.ceil((to - floorTo(from, width)) / width) <= most;
  return WIDTHS.find(fits) ?? Math.ceil((to - from) / most / DAY_MS + 1) * DAY_MS;
}

export const floorTo = (at: number, ms: number): number => Math.floor(at / ms) * ms;
/** Whether no more rows of the stretch that begins at `start` can come. */
export const isClosed = (start: number, level: Level, now: number): boolean =>
  start + LEVELS[level].ms + OPEN_MS < now;

/**
 * Pieces that cover the whole minutes from `from` to `to`, each of the coarsest level that is not wider than
 * `widest`: a year is some hundred documents, and its ragged ends some dozens.
 */
export function segments(from: number, to: number, now: number, widest = DAY_MS): Segment[] {
  const end = Math.ceil(to / MINUTE_MS) * MINUTE_MS;
  const summed = now - SUMMED_AFTER_MS;
  const fits = (at: number, level: Level) => {
    const { ms } = LEVELS[level];
    return ms <= widest && at % ms === 0 && at + ms <= end && (level === 0 || at + ms <= summed);
  };
  const found: Segment[] = [];
  for (let at = floorTo(from, MINUTE_MS); at < end; ) {
    const level: Level = fits(at, 2) ? 2 : fits(at, 1) ? 1 : 0;
    const { ms } = LEVELS[level];
    const bound = level === 2 ? floorTo(Math.min(end, summed), ms) : at + ms;
    const last = found.at(-1);
    if (last?.level === level) found[found.length - 1] = { ...last, to: bound };
    else found.push({ level, from: at, to: bound });
    at = bound;
  }
  return found;
}
