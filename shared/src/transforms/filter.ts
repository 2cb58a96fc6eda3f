import * as z from "zod";

export const OPERATORS = [
  "equals",
  "not_equals",
  "contains",
  "not_contains",
  "starts_with",
  "ends_with",
  "regex_match",
  "greater_than",
  "less_than",
  "in",
  "not_in",
  "exists",
] as const;
export type Operator = (typeof OPERATORS)[number];

export const FILTER_LIMITS = {
  conditions: 50,
  depth: 4,
  path: 300,
  text: 1000,
  list: 200,
  regex: 500,
} as const;

const Scalar = z.union([z.string().max(FILTER_LIMITS.text), z.number(), z.boolean(), z.null()]);
export type Scalar = z.infer<typeof Scalar>;

/** What `value` has to be, by operator. */
const VALUES: Readonly<Record<Operator, { readonly schema: z.ZodType; readonly says: string }>> = {
  equals: { schema: Scalar, says: "a text, a number, true, false or null" },
  not_equals: { schema: Scalar, says: "a text, a number, true, false or null" },
  contains: { schema: Scalar, says: "a text, or a value of a list" },
  not_contains: { schema: Scalar, says: "a text, or a value of a list" },
  starts_with: { schema: z.string().min(1), says: "a text" },
  ends_with: { schema: z.string().min(1), says: "a text" },
  regex_match: { schema: z.string().min(1).max(FILTER_LIMITS.regex), says: "a regular expression" },
  greater_than: { schema: z.union([z.string(), z.number()]), says: "a number or a text" },
  less_than: { schema: z.union([z.string(), z.number()]), says: "a number or a text" },
  in: { schema: z.array(Scalar).min(1).max(FILTER_LIMITS.list), says: "a list of values" },
  not_in: { schema: z.array(Scalar).min(1).max(FILTER_LIMITS.list), says: "a list of values" },
  exists: { schema: z.boolean().optional(), says: "true or false" },
};

/** Holds when one of the values at `path` fulfils it; for `not_…`, when none fulfils the opposite. */
export const Condition = z
  .strictObject({
    /** RFC 9535, from `$.object` (the object), `$.payload`, `$.type`, `$.collection`, `$.headers` or `$.sourceIp`. */
    path: z.string().min(1).max(FILTER_LIMITS.path),
    operator: z.enum(OPERATORS),
    value: z.union([Scalar, z.array(Scalar)]).optional(),
  })
  .superRefine(({ operator, value }, context) => {
    const { schema, says } = VALUES[operator];
    if (!schema.safeParse(value).success)
      context.addIssue({ code: "custom", path: ["value"], message: `needs to be ${says} for ${operator}` });
  });
export type Condition = z.infer<typeof Condition>;

export type Filter = Condition | { all: Filter[] } | { any: Filter[] };

const level = (inner: z.ZodType<Filter>): z.ZodType<Filter> =>
  z.union([
    z.strictObject({ all: z.array(inner).min(1).max(FILTER_LIMITS.conditions) }),
    z.strictObject({ any: z.array(inner).min(1).max(FILTER_LIMITS.conditions) }),
    Condition,
  ]);

/** What an object must be like to be stored: conditions, in groups within each other to a depth of 4. */
export const Filter: z.ZodType<Filter> = level(level(level(level(Condition))))
  .refine((filter) => conditionsOf(filter).length <= FILTER_LIMITS.conditions, {
    message: `has more than ${FILTER_LIMITS.conditions} conditions`,
  })
  .meta({ id: "Filter" });

export const partsOf = (filter: Filter): Filter[] | undefined =>
  "all" in filter ? filter.all : "any" in filter ? filter.any : undefined;

export function conditionsOf(filter: Filter): Condition[] {
  const parts = partsOf(filter);
  return parts ? parts.flatMap(conditionsOf) : [filter as Condition];
}
