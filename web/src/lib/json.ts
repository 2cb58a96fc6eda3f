/** Indented by two, when it is JSON; else as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Why a text is no JSON, in the browser's words; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** How many lines one text has and the other has not: what a difference is in words. */
export function changedLines(
  before: string,
  after: string,
): { readonly added: number; readonly removed: number } {
  const rest = new Map<string, number>();
  for (const line of before.split("\n")) rest.set(line, (rest.get(line) ?? 0) + 1);
  let added = 0;
  for (const line of after.split("\n")) {
    const left = rest.get(line) ?? 0;
    if (left > 0) rest.set(line, left - 1);
    else added += 1;
  }
  return { added, removed: [...rest.values()].reduce((sum, left) => sum + left, 0) };
}
