/** Whether a pattern of a job takes an event type; `*` stands for any run of characters. */
export function takes(pattern: string, type: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.\-\\]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(type);
}

export const takesAny = (patterns: readonly string[], type: string): boolean =>
  patterns.some((pattern) => takes(pattern, type));

export const ALL = "*";
export const isWild = (pattern: string): boolean => pattern.includes("*");

/** Adds types; those that a pattern already takes are not named again. */
export const withTypes = (patterns: readonly string[], types: readonly string[]): string[] =>
  tidy([...patterns, ...types]);

/**
 * Takes types away. A wildcard that took one of them becomes the list of what is left of it, and so no longer takes
 * types the provider adds later.
 */
export function withoutTypes(
  patterns: readonly string[],
  removed: readonly string[],
  all: readonly string[],
): string[] {
  const kept = patterns.flatMap((pattern) =>
    removed.some((type) => takes(pattern, type)) ? all.filter((type) => takes(pattern, type)) : [pattern],
  );
  return tidy(kept.filter((pattern) => !removed.includes(pattern)));
}

/** A whole group, by a wildcard for each object whose types all belong to it. */
export function patternsOf(
  group: { readonly objects: readonly string[]; readonly types: readonly string[] },
  all: readonly string[],
): string[] {
  const wild = group.objects
    .map((object) => `${object}.*`)
    .filter((pattern) => {
      const taken = all.filter((type) => takes(pattern, type));
      return taken.length > 1 && taken.every((type) => group.types.includes(type));
    });
  return tidy([...wild, ...group.types]);
}

/** Each pattern once, and none that a wider one covers. */
function tidy(patterns: readonly string[]): string[] {
  const once = [...new Set(patterns)];
  const wild = once.filter(isWild);
  return once.filter((one) => !wild.some((wider) => wider !== one && takes(wider, one)));
}
