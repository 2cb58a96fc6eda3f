/** Whether a field's name anywhere in a value holds a NUL character, which MongoDB cannot store. Without recursion. */
export function hasNulKey(value: unknown): boolean {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const current = open.pop();
    if (typeof current !== "object" || current === null) continue;
    for (const [key, child] of Object.entries(current)) {
      if (key.includes("\0")) return true;
      open.push(child);
    }
  }
  return false;
}
