import {
  type Condition,
  conditionsOf,
  FILTER_LIMITS,
  type Filter,
  partsOf,
  type Scalar,
} from "@sluice/shared/transforms";
import { RE2JS } from "re2js";
import { type Work, workOf } from "./filter-work.ts";
import { descends, rootOf, valuesAt, whyNotAPath } from "./json-path.ts";

/** Of a text, what is compared with a regular expression. */
const MATCHED_LENGTH = 10_000;
/** Conditions that walk over everything. */
const MAX_DESCENTS = 3;
/** Instructions of a compiled expression, and of all of a filter; `a{100}` has a hundred. */
const MAX_PROGRAM = 1_000;
const MAX_PROGRAMS = 3_000;
/** Instructions of the expressions that are kept compiled. */
const MAX_KEPT = 100_000;

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
  /** Undefined where it asks for what is not known here, or for too much work: nothing is left out for that. */
  readonly holds: boolean | undefined;
  /** Of the conditions that were looked at: what was found, and whether it holds, in the filter's order. */
  readonly conditions: readonly JudgedCondition[];
}

export interface JudgedCondition {
  /** `all.0.any.1`. */
  readonly at: string;
  readonly holds: boolean | undefined;
  readonly found: readonly unknown[];
  /** There were no steps left to decide it. */
  readonly isTooMuch?: true;
}

/** What a filter makes of a subject, for people and without what was found. */
export interface Verdict {
  /** Why it is left out. */
  readonly leftOut?: string;
  /** Why it was let in undecided. */
  readonly note?: string;
}

/** @returns where in a filter something cannot be used, and why. */
export function whyNotAFilter(filter: Filter): { readonly at: string; readonly why: string } | undefined {
  let programs = 0;
  for (const { at, condition } of flat(filter, "")) {
    const { path, operator, value } = condition;
    const why = whyNotAPath(path);
    if (why) return { at: `${at}path`, why };
    if (!ROOTS.includes(rootOf(path) as never))
      return { at: `${at}path`, why: `needs to begin with ${ROOTS.map((root) => `$.${root}`).join(", ")}` };
    if (operator !== "regex_match") continue;
    const size = programSizeOf(value as string);
    if (typeof size === "string") return { at: `${at}value`, why: size };
    programs += size;
    if (size > MAX_PROGRAM || programs > MAX_PROGRAMS)
      return { at: `${at}value`, why: "is too large an expression: repeat less, as in {0,20}" };
  }
  const descents = conditionsOf(filter).filter(({ path }) => descends(path)).length;
  if (descents > MAX_DESCENTS) return { at: "", why: `has more than ${MAX_DESCENTS} paths with .. or [?…]` };
  return undefined;
}

/** Instructions of an expression, or why it is none. */
function programSizeOf(source: string): number | string {
  try {
    return RE2JS.compile(source).programSize();
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

/** Looks at all conditions, in their order, as far as there are steps for them. */
export function judge(filter: Filter, subject: Subject, work: Work = workOf()): Judged {
  const conditions: JudgedCondition[] = [];
  const holds = look(filter, { subject, work, found: new Map() }, "", conditions);
  return { holds, conditions };
}

export const verdictOn = (filter: Filter, subject: Subject): Verdict =>
  verdictOf(filter, judge(filter, subject));

export function verdictOf(filter: Filter, { holds, conditions }: Judged): Verdict {
  if (holds) return {};
  const decisive = conditions.filter((one) => (holds === false ? one.holds === false : one.isTooMuch));
  const ats = new Set(decisive.map(({ at }) => at));
  const [first, ...more] = flat(filter, "")
    .filter(({ at }) => ats.has(at.slice(0, -1)))
    .map(({ condition }) => said(condition));
  if (first === undefined) return {};
  const others = (word: string) => (more.length > 0 ? `, ${word} ${more.length} more` : "");
  return holds === false
    ? { leftOut: `The job's filter left it out: not ${first}${others("nor")}.` }
    : {
        note: `The job's filter let it in undecided: ${first}${others("and")} is too much work on an event of this size.`,
      };
}

function said({ path, operator, value }: Condition): string {
  const text = value === undefined ? "" : ` ${JSON.stringify(value)}`;
  return `${path} ${operator.replaceAll("_", " ")}${text.length > 80 ? `${text.slice(0, 80)}…` : text}`;
}

interface Looking {
  readonly subject: Subject;
  readonly work: Work;
  /** By path. */
  readonly found: Map<string, readonly unknown[] | undefined>;
}

/** Of three values: what is unknown decides nothing. */
function look(filter: Filter, looking: Looking, at: string, seen: JudgedCondition[]): boolean | undefined {
  const parts = partsOf(filter);
  if (!parts) return lookAt(filter as Condition, looking, at, seen);
  const isAll = "all" in filter;
  const word = isAll ? "all" : "any";
  const results = parts.map((part, index) =>
    look(part, looking, `${at === "" ? "" : `${at}.`}${word}.${index}`, seen),
  );
  if (results.includes(!isAll)) return !isAll;
  return results.includes(undefined) ? undefined : isAll;
}

function lookAt(
  condition: Condition,
  { subject, work, found: known }: Looking,
  at: string,
  seen: JudgedCondition[],
): boolean | undefined {
  const { path } = condition;
  if (subject[rootOf(path) as keyof Subject] === undefined) {
    seen.push({ at, holds: undefined, found: [] });
    return undefined;
  }
  if (!known.has(path)) known.set(path, valuesAt(subject, path, work));
  const found = known.get(path);
  const holds = found && fulfils(condition, found, work);
  seen.push({ at, holds, found: found ?? [], ...(holds === undefined && { isTooMuch: true }) });
  return holds;
}

const OPPOSITES: Partial<Record<Condition["operator"], Condition["operator"]>> = {
  not_equals: "equals",
  not_contains: "contains",
  not_in: "in",
};

/** Undefined where that is more work than is left. */
function fulfils({ operator, value }: Condition, found: readonly unknown[], work: Work): boolean | undefined {
  if (operator === "exists") return found.length > 0 === (value ?? true);
  const opposite = OPPOSITES[operator];
  for (const one of found) {
    if (!work.take(stepsOf(opposite ?? operator, one, value))) return undefined;
    if (compare(opposite ?? operator, one, value)) return !opposite;
  }
  return opposite !== undefined;
}

/**
 * What native code does in the time of a step, at worst: items or characters searched, values of a list and
 * characters compared; and characters of a sought text that may be looked at for each one it is sought in.
 */
const SEARCHED = 8;
const LISTED = 16;
const COMPARED = 128;
const SOUGHT = 50;

function stepsOf(operator: Condition["operator"], one: unknown, value: unknown): number {
  if (operator === "in") {
    const length = typeof one === "string" ? Math.min(one.length, FILTER_LIMITS.text) : 0;
    return 1 + (value as Scalar[]).length * (1 / LISTED + length / COMPARED);
  }
  if (operator === "contains" && Array.isArray(one)) return 1 + one.length / SEARCHED;
  if (operator === "contains" && typeof one === "string")
    return 1 + one.length * (1 / SEARCHED + String(value).length / SOUGHT);
  if (operator === "regex_match" && typeof one === "string")
    return (1 + Math.min(one.length, MATCHED_LENGTH)) * expressionOf(value as string).programSize();
  return 1;
}

function compare(operator: Condition["operator"], one: unknown, value: unknown): boolean {
  switch (operator) {
    case "equals":
      return one === value;
    case "contains":
      return Array.isArray(one)
        ? one.includes(value)
        : typeof one === "string" && one.includes(String(value));
    case "starts_with":
      return typeof one === "string" && one.startsWith(value as string);
    case "ends_with":
      return typeof one === "string" && one.endsWith(value as string);
    case "greater_than":
      return typeof one === typeof value && (one as number) > (value as number);
    case "less_than":
      return typeof one === typeof value && (one as number) < (value as number);
    case "in":
      return (value as unknown[]).includes(one);
    default:
      // `find` walks in steps that can be foretold; `test` would build tables of its own, of up to 8 MB.
      return (
        typeof one === "string" &&
        expressionOf(value as string)
          .matcher(one.slice(0, MATCHED_LENGTH))
          .find()
      );
  }
}

const expressions = new Map<string, RE2JS>();
let kept = 0;
function expressionOf(source: string): RE2JS {
  const known = expressions.get(source);
  if (known) return known;
  const compiled = RE2JS.compile(source);
  kept += compiled.programSize();
  if (kept > MAX_KEPT) {
    expressions.clear();
    kept = compiled.programSize();
  }
  expressions.set(source, compiled);
  return compiled;
}
