const numbers = new Intl.NumberFormat("en");
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export const count = (value: number): string => numbers.format(value);

/** A share of 1; never "100%" while anything is missing. */
export function share(value: number | null): string {
  if (value === null) return "—";
  return percent.format(value < 1 ? Math.min(value, 0.999) : 1);
}

/** `84 ms`, `1.31 s`, `12 m 37 s` */
export function duration(ms: number | null): string {
  if (ms === null) return "—";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}

export const clockTime = (at: string): string => clock.format(new Date(at));
export const fullTime = (at: string): string => moment.format(new Date(at));

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  return value < 1_048_576 ? `${(value / 1024).toFixed(1)} KB` : `${(value / 1_048_576).toFixed(1)} MB`;
}

/** `just now`, `3 s ago`, `in 12 s`, `4 m ago`, `2 h ago`, `5 d ago` */
export function ago(at: string, now: number): string {
  const seconds = Math.round((now - Date.parse(at)) / 1000);
  if (Math.abs(seconds) < 2) return "just now";
  const size = Math.abs(seconds);
  const [value, unit] =
    size < 60
      ? [size, "s"]
      : size < 3600
        ? [size / 60, "m"]
        : size < 86_400
          ? [size / 3600, "h"]
          : [size / 86_400, "d"];
  return seconds > 0 ? `${Math.floor(value)} ${unit} ago` : `in ${Math.floor(value)} ${unit}`;
}
