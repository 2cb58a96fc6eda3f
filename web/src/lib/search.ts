/** What the address carries after `?`: plain texts. Features check them with the functions below. */
export type RawSearch = Readonly<Record<string, unknown>>;

export const parseSearch = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

/** `?status=failed&q=…`; parts that are empty or undefined are left out. */
export function stringifySearch(search: RawSearch): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(
    given.map(([key, value]) => [key, value === true ? "1" : String(value)]),
  ).toString();
  return text ? `?${text.replaceAll("%2C", ",").replaceAll("%3A", ":")}` : "";
}

export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export const oneOf = <const Value extends string>(
  value: unknown,
  allowed: readonly Value[],
): Value | undefined => allowed.find((candidate) => candidate === value);

/** `failed,pending`: those of `allowed` that are named; undefined when none is. */
export function someOf<const Value extends string>(
  value: unknown,
  allowed: readonly Value[],
): readonly Value[] | undefined {
  const named = typeof value === "string" ? value.split(",") : [];
  const found = allowed.filter((candidate) => named.includes(candidate));
  return found.length > 0 ? found : undefined;
}

/** `live=1` */
export const flag = (value: unknown): true | undefined =>
  value === "1" || value === true ? true : undefined;

/** Without the parts that are undefined, as the router's types want it. */
export function given<Search extends object>(
  search: Search,
): { [Key in keyof Search]?: NonNullable<Search[Key]> } {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as never;
}
