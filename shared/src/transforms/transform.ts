import * as z from "zod";

export const TRANSFORM_LIMITS = { operations: 50, paths: 50, path: 200, javascript: 32 * 1024 } as const;

/** What a transformation can never change: it is what makes a document that object's. */
const OWN = new Set(["_id", "_sync_metadata"]);

const dotPath = (stars: boolean) =>
  z
    .string()
    .min(1)
    .max(TRANSFORM_LIMITS.path)
    .superRefine((path, context) => {
      const names = path.split(".");
      const wrong = names.some((name) => name === "" || name.includes("\0") || name === "__proto__")
        ? "is not a path such as address.city"
        : OWN.has(names[0] as string)
          ? `${names[0]} cannot be changed`
          : names.includes("*") && !stars
            ? "cannot hold a *"
            : undefined;
      if (wrong) context.addIssue({ code: "custom", message: wrong });
    });

/** `address.city`; `*` stands for each item of a list or each field. */
const paths = z.array(dotPath(true)).min(1).max(TRANSFORM_LIMITS.paths);

export const Operation = z.discriminatedUnion("op", [
  /** Moves a field; what is at `to` is replaced. */
  z.strictObject({ op: z.literal("rename"), from: dotPath(false), to: dotPath(false) }),
  z.strictObject({ op: z.literal("drop"), paths }),
  /** Keeps these fields alone. */
  z.strictObject({ op: z.literal("pick"), paths }),
  /** `****4242`: the last `keep` characters stay, unless that is all of them. */
  z.strictObject({ op: z.literal("mask"), paths, keep: z.int().min(0).max(16).default(4) }),
  /** HMAC-SHA-256 with a key of the job's own, in hexadecimal: equal values stay equal. */
  z.strictObject({ op: z.literal("hash"), paths }),
  /** Objects within `path`, or within the whole document, become its own fields: `address_city`. Lists stay. */
  z.strictObject({
    op: z.literal("flatten"),
    path: dotPath(false).optional(),
    separator: z
      .string()
      .regex(/^[\w-]{1,5}$/, "letters, digits, _ and - only")
      .default("_"),
  }),
]);
export type Operation = z.infer<typeof Operation>;

export const Transform = z
  .union([
    z.strictObject({ operations: z.array(Operation).min(1).max(TRANSFORM_LIMITS.operations) }),
    /** A module: `export default function (document, event) { … return document; }`; null leaves the document out. */
    z.strictObject({ javascript: z.string().trim().min(1).max(TRANSFORM_LIMITS.javascript) }),
  ])
  .meta({ id: "Transform" });
export type Transform = z.infer<typeof Transform>;

/** The highest number a transformation gets; after it, changed ones share it. */
export const MAX_REVISION = 999;
