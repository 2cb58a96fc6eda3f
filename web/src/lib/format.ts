const numbers = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const DAY_MS = 86_400_000;
/** Above it counts are estimates. */
const EXACT_COUNT = 10_000;

export const count = (value: number): string => numbers.format(value);

/** `about 48,000` for a count the server only estimates. */
export const estimate = (value: number): string =>
  value <= EXACT_COUNT ? count(value) : `about ${count(Number(value.toPrecision(2)))}`;

/** `1 event`, `2 events` */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A share of 1; never "100%" while anything is missing, never "0%" while there is something. */
export function share(value: number | null): string {
  if (value === null) return "—";
  if (value > 0 && value < 0.001) return "<0.1%";
  return percent.format(value < 1 ? Math.min(value, 0.999) : 1);
}

/** `84 ms`, `1.31 s`, `12 m 37 s`, `6 h 12 m`, `3 d 4 h`; an em dash for what is not known. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "—";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  return value < 1_048_576 ? `${(value / 1024).toFixed(1)} KB` : `${(value / 1_048_576).toFixed(1)} MB`;
}

/** `just now`, `3 s ago`, `in 12 s`, `4 m ago`, `2 h 10 m ago`, `5 d ago` */
export function ago(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  const size = Math.abs(seconds);
  if (size < 2) return "just now";
  const text =
    size < 60
      ? `${size} s`
      : size < 3600
        ? `${Math.floor(size / 60)} m`
        : size < 86_400
          ? `${Math.floor(size / 3600)} h${minutesOf(size)}`
          : `${Math.floor(size / 86_400)} d`;
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

function minutesOf(seconds: number): string {
  const minutes = Math.floor((seconds % 3600) / 60);
  return minutes > 0 ? ` ${minutes} m` : "";
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { ...options, ...(timeZone !== "local" && { timeZone }) });
    formats.set(key, format);
  }
  return format;
}

const TIME = { hour: "2-digit", minute: "2-digit" } as const;
const CLOCK = { ...TIME, second: "2-digit" } as const;

/** `14:22:05` */
export const clockTime = (at: string | Date, timeZone = "local"): string =>
  formatIn(timeZone, CLOCK).format(new Date(at));

/** `14:22` */
export const hourMinute = (at: string | Date, timeZone = "local"): string =>
  formatIn(timeZone, TIME).format(new Date(at));

/** `20 Sep 2026` */
export const dateOf = (at: string | Date, timeZone = "local"): string =>
  formatIn(timeZone, { day: "numeric", month: "short", year: "numeric" }).format(new Date(at));

/** `Fri, 20 Aug 2026, 14:22:05.118 CEST` */
export const fullTime = (at: string | Date, timeZone = "local"): string =>
  formatIn(timeZone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    ...CLOCK,
    fractionalSecondDigits: 3,
    timeZoneName: "short",
  }).format(new Date(at));

/** As lists show it: `14:22:05` today, `Thu 22:40` within 7 days, `20 Aug 09:15` older, `20 Aug 2025` last year. */
export function listTime(at: string, now: number, timeZone = "local"): string {
  const date = new Date(at);
  const day = formatIn(timeZone, { year: "numeric", month: "2-digit", day: "2-digit" });
  if (day.format(date) === day.format(now)) return clockTime(date, timeZone);
  const time = hourMinute(date, timeZone);
  const age = Math.abs(now - date.getTime());
  if (age < 7 * DAY_MS) return `${formatIn(timeZone, { weekday: "short" }).format(date)} ${time}`;
  if (age > 300 * DAY_MS) return dateOf(date, timeZone);
  return `${formatIn(timeZone, { day: "numeric", month: "short" }).format(date)} ${time}`;
}

/** The same without the seconds: `14:22` today. */
export const listMinute = (at: string, now: number, timeZone = "local"): string =>
  listTime(at, now, timeZone).replace(/^(\d\d:\d\d):\d\d$/, "$1");

/** Below an axis of `spanMs`: days where it is longer than a day, else times, the first with its day. */
export function axisTime(at: string, index: number, spanMs: number, now: number, timeZone = "local"): string {
  const label = listMinute(at, now, timeZone);
  if (spanMs <= 1.5 * DAY_MS) return index === 0 ? label : hourMinute(at, timeZone);
  return /^\d\d:\d\d$/.test(label) ? "Today" : label.replace(/ \d\d:\d\d$/, "");
}

/** `evt_…7Q2M9X`: the prefix and the last six; short ids and ids of others stay readable. */
export function shortId(id: string): string {
  if (id.length <= 14) return id;
  const prefix = /^[a-z]+_/.exec(id)?.[0];
  return prefix ? `${prefix}…${id.slice(-6)}` : `${id.slice(0, 6)}…${id.slice(-6)}`;
}
