import type { FieldProblem, OpDef } from "@sluice/shared/contract";
import type * as z from "zod";
import { AppError } from "../errors.ts";

type Place = NonNullable<FieldProblem["in"]>;

/**
 * Checks the three parts of a request together.
 * @throws AppError `invalid_input` naming the first bad field, with all of them in `details`.
 */
export function parseRequest(op: OpDef, given: { params: unknown; query: unknown; body: unknown }) {
  const problems: FieldProblem[] = [];
  const part = (schema: z.ZodType | undefined, value: unknown, place: Place): unknown => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value ?? {});
    if (parsed.success) return parsed.data;
    problems.push(...parsed.error.issues.flatMap((issue) => problemsOf(issue, place)));
  };
  const request = {
    params: part(op.params, given.params, "path"),
    query: part(op.query, given.query, "query"),
    body: part(op.body, given.body, "body"),
  };
  const [first] = problems;
  if (first) throw new AppError("invalid_input", `${first.field}: ${first.problem}.`, { details: problems });
  return request;
}

function problemsOf(issue: z.core.$ZodIssue, place: Place): FieldProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      field: [...issue.path, key].join("."),
      problem: "is not known here",
      in: place,
    }));
  return [{ field: issue.path.join(".") || `(${place})`, problem: issue.message, in: place }];
}
