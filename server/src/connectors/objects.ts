export const MAX_ID_LENGTH = 255;
const MAX_TERMS = 12;
const MAX_TERM_LENGTH = 128;

export type Fields = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `issuing_card` → `issuing_cards`, `opportunity` → `opportunities`, `saved_search` → `saved_searches`. */
export function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(?:ss|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return name.endsWith("s") ? name : `${name}s`;
}

/** Text in which key order does not count, nor whether an empty field is null or absent. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? "null";
  const fields: string[] = [];
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== null && value[key] !== undefined)
      fields.push(`${JSON.stringify(key)}:${canonical(value[key])}`);
  }
  return `{${fields.join()}}`;
}

/** Gathers search terms: short texts, each once, as many as a row may have. */
export function terms(first: readonly (string | undefined)[]) {
  const all = first.filter((term) => term !== undefined);
  return {
    all,
    add(value: unknown): void {
      if (typeof value !== "string" || value === "" || value.length > MAX_TERM_LENGTH) return;
      if (all.length < MAX_TERMS && !all.includes(value)) all.push(value);
    },
  };
}

/** The sample of an event type. @throws RangeError where there is none. */
export function sampleNamed<Sample>(
  samples: Readonly<Record<string, Sample>>,
  type: string,
  provider: string,
): Sample {
  if (!Object.hasOwn(samples, type))
    throw new RangeError(`There is no sample of the ${provider} event type ${type}`);
  return samples[type] as Sample;
}
