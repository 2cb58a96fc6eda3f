import * as z from "zod";

// `inUrl` in a schema's meta is how the documentation shows it: as one type, not as the two it takes in;
// `first`: as the first of them.

/** A whole number of a query: given as a number by clients, as digits in a URL. */
export const queryInt = (min: number, max: number) =>
  z
    .union([
      z.int(),
      z
        .string()
        .regex(/^-?\d{1,15}$/, "is not a whole number")
        .transform(Number),
    ])
    .pipe(z.int().min(min).max(max))
    .meta({ inUrl: { type: "integer", minimum: min, maximum: max } });

export const queryBoolean = () =>
  z
    .union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")])
    .meta({ inUrl: { type: "boolean" } });

/** A moment with its offset, `2026-03-01T00:00:00Z`; a Date for the handler. */
export const queryDate = () =>
  z
    .codec(z.iso.datetime({ offset: true }), z.date(), {
      decode: (text) => new Date(text),
      encode: (date) => date.toISOString(),
    })
    .meta({ inUrl: { type: "string", format: "date-time" } });

/** One or several: `status=failed&status=waiting`. */
export const queryArray = <Item extends z.ZodType<unknown, string>>(item: Item, max = 50) =>
  z.union([z.array(item).max(max), item.transform((value) => [value])]).meta({ inUrl: "first" });

/** Query part of every list: `limit` at most 200, `cursor` from the previous page's `nextCursor`. */
export const PageQuery = z.strictObject({
  limit: queryInt(1, 200).default(50),
  cursor: z.string().max(200).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** What every list answers; `nextCursor` is null on the last page. */
export const page = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });
