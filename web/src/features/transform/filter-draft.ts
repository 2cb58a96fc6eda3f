import type { Condition, Filter, Operator, Scalar } from "@sluice/shared/transforms";

/** A filter as it is edited: values as they are typed. */
export interface ConditionDraft {
  readonly key: string;
  readonly path: string;
  readonly operator: Operator;
  readonly text: string;
}
export interface GroupDraft {
  readonly key: string;
  readonly mode: "all" | "any";
  readonly parts: readonly PartDraft[];
}
export type PartDraft = ConditionDraft | GroupDraft;

export const isGroup = (part: PartDraft): part is GroupDraft => "mode" in part;

let serial = 0;
export const newKey = (): string => `part-${++serial}`;
export const newCondition = (): ConditionDraft => ({
  key: newKey(),
  path: "$.object.",
  operator: "equals",
  text: "",
});
export const newGroup = (mode: GroupDraft["mode"] = "any"): GroupDraft => ({
  key: newKey(),
  mode,
  parts: [newCondition()],
});

/** A scalar as it is typed: numbers, true, false and null as such, `"12"` for a text that looks like one of them. */
export function scalarOf(text: string): Scalar {
  const trimmed = text.trim();
  try {
    const value: unknown = JSON.parse(trimmed);
    if (value === null || typeof value !== "object") return value as Scalar;
  } catch {
    // A text without quotes.
  }
  return text;
}

export const textOf = (value: Scalar): string =>
  typeof value === "string" && scalarOf(value) === value ? value : JSON.stringify(value);

const isList = (operator: Operator) => operator === "in" || operator === "not_in";
const isText = (operator: Operator) =>
  operator === "starts_with" || operator === "ends_with" || operator === "regex_match";

function typedValue({ operator, text }: ConditionDraft): Condition["value"] {
  if (operator === "exists") return text !== "false";
  if (isList(operator)) return text.split(",").map((part) => scalarOf(part.trim()));
  return isText(operator) ? text : scalarOf(text);
}

/** What the API takes; null for a filter without conditions. */
export function filterOf(group: GroupDraft): Filter | null {
  const parts = group.parts.flatMap((part): Filter[] => {
    if (!isGroup(part)) {
      const { path, operator } = part;
      return [{ path: path.trim(), operator, value: typedValue(part) } as Condition];
    }
    const inner = filterOf(part);
    return inner ? [inner] : [];
  });
  if (parts.length === 0) return null;
  return group.mode === "all" ? { all: parts } : { any: parts };
}

/** The outermost is always a group. */
export function draftOf(filter: Filter | null | undefined): GroupDraft {
  if (!filter) return { key: newKey(), mode: "all", parts: [] };
  const draft = partOf(filter);
  return isGroup(draft) ? draft : { key: newKey(), mode: "all", parts: [draft] };
}

function partOf(filter: Filter): PartDraft {
  if ("all" in filter) return { key: newKey(), mode: "all", parts: filter.all.map(partOf) };
  if ("any" in filter) return { key: newKey(), mode: "any", parts: filter.any.map(partOf) };
  const { path, operator, value } = filter;
  const text = Array.isArray(value)
    ? value.map(textOf).join(", ")
    : operator === "exists"
      ? String(value ?? true)
      : isText(operator)
        ? String(value)
        : textOf(value ?? null);
  return { key: newKey(), path, operator, text };
}

/** Nothing that a person still has to fill in. */
export function isComplete(part: PartDraft): boolean {
  if (isGroup(part)) return part.parts.every(isComplete);
  if (!/^\$.+[^.]$/.test(part.path.trim())) return false;
  return part.operator === "exists" || part.operator === "equals" || part.text !== "";
}

export const replaced = (group: GroupDraft, key: string, next: PartDraft | null): GroupDraft => ({
  ...group,
  parts: group.parts.flatMap((part): PartDraft[] => {
    if (part.key === key) return next ? [next] : [];
    return [isGroup(part) ? replaced(part, key, next) : part];
  }),
});

/** The draft of each place that the API names: `all.0.any.1`, or `` for a filter that is one condition. */
export function partsByPlace(group: GroupDraft, at = ""): Map<string, ConditionDraft> {
  const found = new Map<string, ConditionDraft>();
  for (const [index, part] of group.parts.entries()) {
    const place = `${at === "" ? "" : `${at}.`}${group.mode}.${index}`;
    if (!isGroup(part)) found.set(place, part);
    else for (const [inner, condition] of partsByPlace(part, place)) found.set(inner, condition);
  }
  return found;
}
