import { dateOf, shortId } from "../../../lib/format.ts";

/** `api_key.created` as `API key created`. */
export function actionWords(action: string): string {
  const words = action.replaceAll(/[._]/g, " ").replace(/^api\b/, "API");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const ID = /^[a-z]+_[0-9A-Za-z]{12,}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function said(value: unknown): string {
  if (Array.isArray(value)) return value.map(said).join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (MOMENT.test(text)) return dateOf(text, "UTC");
  return ID.test(text) ? shortId(text) : text;
}

/** `name Staging, viewer → admin`: what was kept with an entry, on one line. */
export function detailWords({ from, to, ...rest }: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(rest).filter(
    ([, value]) => value !== null && value !== undefined && value !== "",
  );
  const words = known.map(([name, value]) =>
    name === "name" ? said(value) : `${label(name)} ${said(value)}`,
  );
  if (from !== undefined && to !== undefined) words.push(`${said(from)} → ${said(to)}`);
  return words.join(", ");
}

const label = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, (_, last: string, first: string) => `${last} ${first.toLowerCase()}`);
