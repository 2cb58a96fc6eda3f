import { isDeepStrictEqual } from "node:util";
import {
  type Condition,
  conditionsOf,
  FILTER_LIMITS,
  type Filter,
  partsOf,
  type Scalar,
} from "@sluice/shared/transforms";
import { RE2JS } from "re2js";
import { descends, rootOf, valuesAt, whyNotAPath } from "./json-path.ts";

/** Of a text, what is compared with a regular expression. */
const MATCHED_LENGTH = 10_000;
/** Conditions that walk over everything. */
const MAX_DESCENTS = 3;
/** Steps of a compiled expression; `(a{100}){10}` has a thousand. */
const MAX_PROGRAM = 3_000;

/** What a filter looks at. Without an event (an object of a provider's list) only what is always there. */
export interface Subject {
  readonly object?: Readonly<Record<string, unknown>> | undefined;
  readonly collection?: string | undefined;
  readonly id?: string | undefined;
  readonly operation?: string | undefined;
  readonly type?: string | undefined;
  readonly payload?: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly sourceIp?: string | undefined;
}

/** What a path may begin with. */
export const ROOTS = [
  "object",
  "collection",
  "id",
  "operation",
  "type",
  "payload",
  "headers",
  "sourceIp",
] as const;

export interface Judged {
  /** Undefined where it asks for what is not known here: nothing is left out for that. */
  readonly holds: boolean | undefined;
  /** Of the conditions that were looked at: what was found, and whether it holds, in the filter's order. */
  readonly conditions: readonly JudgedCondition[];
}

export interface JudgedCondition {
  /** `all.0.any.1`. */
  readonly at: string;
  readonly holds: boolean | undefined;
  readonly found: readonly unknown[];
}

/** @returns where in a filter something cannot be used, and why. */
export function whyNotAFilter(filter: Filter): { readonly at: string; readonly why: string } | undefined {
  for (const { at, condition } of flat(filter, "")) {
    const { path, operator, value } = condition;
    const why = whyNotAPath(path);
    if (why) return { at: `${at}path`, why };
    if (!ROOTS.includes(rootOf(path) as never))
      return { at: `${at}path`, why: `needs to begin with ${ROOTS.map((root) => `$.${root}`).join(", ")}` };
    if (operator !== "regex_match") continue;
    const wrong = whyNotAnExpression(value as string);
    if (wrong) return { at: `${at}value`, why: wrong };
  }
  const descents = conditionsOf(filter).filter(({ path }) => descends(path)).length;
  if (descents > MAX_DESCENTS) return { at: "", why: `has more than ${MAX_DESCENTS} paths with .. or [?…]` };
  return undefined;
}

function whyNotAnExpression(source: string): string | undefined {
  try {
    const size = RE2JS.compile(source).programSize();
    return size > MAX_PROGRAM ? "is too large an expression" : undefined;
  } catch (error) {
    return `is not a regular expression that is taken (RE2): ${error instanceof Error ? error.message : String(error)}`;
  }
}

const flat = (filter: Filter, at: string): { at: string; condition: Condition }[] => {
  const parts = partsOf(filter);
  if (!parts) return [{ at, condition: filter as Condition }];
  const word = "all" in filter ? "all" : "any";
  return parts.flatMap((part, index) => flat(part, `${at}${word}.${index}.`));
};

/** Looks at all conditions. */
export function judge(filter: Filter, subject: Subject): Judged {
  const conditions: JudgedCondition[] = [];
  const holds = look(filter, subject, "", conditions);
  return { holds, conditions };
}

/** Why a filter leaves a subject out, for people and without what was found; undefined where it does not. */
export function leftOutBy(filter: Filter, subject: Subject): string | undefined {
  const { holds, conditions } = judge(filter, subject);
  if (holds !== false) return undefined;
  const failed = conditions.filter((one) => one.holds === false).map(({ at }) => at);
  const known = flat(filter, "").filter((one) => failed.includes(one.at.slice(0, -1)));
  const [first, ...more] = known.map(({ condition }) => said(condition));
  return `The job's filter left it out: not ${first}${more.length > 0 ? `, nor ${more.length} more` : ""}.`;
}

function said({ path, operator, value }: Condition): string {
  const text = value === undefined ? "" : ` ${JSON.stringify(value)}`;
  return `${path} ${operator.replaceAll("_", " ")}${text.length > 80 ? `${text.slice(0, 80)}…` : text}`;
}

/** Of three values: what is unknown decides nothing. */
function look(filter: Filter, subject: Subject, at: string, seen: JudgedCondition[]): boolean | undefined {
  const parts = partsOf(filter);
  if (!parts) return lookAt(filter as Condition, subject, at, seen);
  const isAll = "all" in filter;
  const word = isAll ? "all" : "any";
  const results = parts.map((part, index) =>
    look(part, subject, `${at === "" ? "" : `${at}.`}${word}.${index}`, seen),
  );
  if (results.includes(!isAll)) return !isAll;
  return results.includes(undefined) ? undefined : isAll;
}

function lookAt(
  condition: Condition,
  subject: Subject,
  at: string,
  seen: JudgedCondition[],
): boolean | undefined {
  const root = rootOf(condition.path) as keyof Subject;
  const isKnown = subject[root] !== undefined;
  const found = isKnown ? valuesAt(subject, condition.path) : [];
  const holds = isKnown ? fulfils(condition, found) : undefined;
  seen.push({ at, holds, found });
  return holds;
}

function fulfils({ operator, value }: Condition, found: readonly unknown[]): boolean {
  switch (operator) {
    case "exists":
      return found.length > 0 === (value ?? true);
    case "not_equals":
      return !found.some((one) => equal(one, value));
    case "not_contains":
      return !found.some((one) => contains(one, value));
    case "not_in":
      return !found.some((one) => (value as Scalar[]).some((other) => equal(one, other)));
    default:
      return found.some((one) => compare(operator, one, value));
  }
}

const equal = (one: unknown, other: unknown): boolean => isDeepStrictEqual(one, other);
const contains = (one: unknown, value: unknown): boolean =>
  Array.isArray(one)
    ? one.some((item) => equal(item, value))
    : typeof one === "string" && one.includes(String(value));

function compare(operator: Condition["operator"], one: unknown, value: unknown): boolean {
  switch (operator) {
    case "equals":
      return equal(one, value);
    case "contains":
      return contains(one, value);
    case "starts_with":
      return typeof one === "string" && one.startsWith(value as string);
    case "ends_with":
      return typeof one === "string" && one.endsWith(value as string);
    case "greater_than":
      return typeof one === typeof value && (one as number) > (value as number);
    case "less_than":
      return typeof one === typeof value && (one as number) < (value as number);
    case "in":
      return (value as Scalar[]).some((other) => equal(one, other));
    default:
      return (
        typeof one === "string" &&
        expressionOf(value as string)
          .matcher(one.slice(0, MATCHED_LENGTH))
          .find()
      );
  }
}

const expressions = new Map<string, RE2JS>();
function expressionOf(source: string): RE2JS {
  const known = expressions.get(source);
  if (known) return known;
  if (expressions.size >= 20 * FILTER_LIMITS.conditions) expressions.clear();
  const compiled = RE2JS.compile(source);
  expressions.set(source, compiled);
  return compiled;
}
