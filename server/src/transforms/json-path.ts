import { query } from "jsonpath-rfc9535";
import parse from "jsonpath-rfc9535/parser";
import { type Work, weightOf } from "./filter-work.ts";

/** Segments of a path from `$`. */
const MAX_SEGMENTS = 20;

type Node = { readonly [key: string]: unknown };

/**
 * Why a path is not one that may be used; undefined when it is. What could take more than a walk over the value is
 * refused: `match` and `search`, whose expressions can be hostile, `..` twice, a filter within a filter, queries from
 * `$` in a filter, and several selectors in one bracket.
 */
export function whyNotAPath(path: string): string | undefined {
  let ast: { readonly segments: readonly unknown[] };
  try {
    ast = parse(path);
  } catch {
    return "is not a JSONPath (RFC 9535) such as $.object.status";
  }
  if (ast.segments.length > MAX_SEGMENTS) return `has more than ${MAX_SEGMENTS} steps`;
  let descents = 0;
  let filters = 0;
  let trouble: string | undefined;
  const look = (value: unknown, inFilter: boolean): void => {
    if (Array.isArray(value)) for (const one of value) look(one, inFilter);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return;
    const node = value as Node;
    if (node.type === "DescendantSegment") descents += inFilter ? 2 : 1;
    if (node.type === "FilterSelector") filters += 1;
    if (node.type === "BracketedSelection" && (node.selectors as unknown[]).length > 1)
      trouble = "has more than one selector in a bracket";
    if (inFilter && (node.type === "JsonPathQuery" || node.type === "AbsSingularQuery"))
      trouble = "asks for $ within a filter";
    if (inFilter && node.type === "WildcardSelector") trouble = "holds a * within a filter";
    if (node.type === "FunctionExpr" && (node.name === "match" || node.name === "search"))
      trouble = `uses ${node.name}(): take the operator regex_match instead`;
    for (const child of Object.values(node)) look(child, inFilter || node.type === "FilterSelector");
  };
  look(ast.segments, false);
  if (trouble) return trouble;
  if (filters > 1) return "holds more than one filter";
  if (descents + filters > 1) return "holds more than one of .. and [?…]";
  return undefined;
}

/** The first name of a path: `object` of `$.object.status`; undefined where it begins otherwise. */
export function rootOf(path: string): string | undefined {
  return /^\$\s*(?:\.\s*([\w]+)|\[\s*['"]([\w]+)['"]\s*\])/.exec(path)?.slice(1).find(Boolean);
}

export const descends = (path: string): boolean => path.includes("..") || path.includes("?");

const names = /^\$((?:\.[A-Za-z_]\w*(?=[.[]|$))*)/;
/** For each node that a path may walk over, which is once; more often where it asks a question or descends. */
const STEPS_A_NODE = 6;

/** The values at a path; undefined where a walk is more work than is left. */
export function valuesAt(value: object, path: string, work: Work): unknown[] | undefined {
  const plain = names.exec(path)?.[1] ?? "";
  let at: unknown = value;
  for (const name of plain.split(".").slice(1)) {
    if (typeof at !== "object" || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return [];
    at = (at as Record<string, unknown>)[name];
  }
  const rest = path.slice(1 + plain.length);
  if (rest === "") return [at];
  const cost = STEPS_A_NODE + (descends(rest) ? rest.length : 0);
  const most = Math.floor(work.left() / (cost + 1));
  const weight = weightOf(at, most);
  const isTooMuch = weight > most;
  work.take(isTooMuch ? most : weight * (cost + 1));
  return isTooMuch ? undefined : query(at as never, `$${rest}`);
}
