import * as z from "zod";

/** Every code an answer can carry, with its status: the closed set that clients may branch on. */
export const ERROR_STATUS = {
  invalid_input: 400,
  payload_invalid: 400,
  unauthenticated: 401,
  signature_invalid: 401,
  forbidden: 403,
  cross_site: 403,
  endpoint_disabled: 403,
  not_found: 404,
  endpoint_unknown: 404,
  method_not_allowed: 405,
  conflict: 409,
  secret_minted_by_provider: 409,
  payload_too_large: 413,
  encoding_unsupported: 415,
  media_type_unsupported: 415,
  unprocessable: 422,
  rate_limited: 429,
  unavailable: 503,
  secret_missing: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One bad field of a request; `details` of `invalid_input` is a list of these. */
export const FieldProblem = z
  .object({
    /** Path with dots: `webhookConfig.batchSize`; `(body)` is the body as a whole. */
    field: z.string(),
    problem: z.string(),
    in: z.enum(["path", "query", "body"]).optional(),
  })
  .meta({ id: "FieldProblem" });
export type FieldProblem = z.infer<typeof FieldProblem>;

export const ErrorBody = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.unknown().optional().describe("With `invalid_input`: a list of FieldProblem."),
    }),
  })
  .meta({ id: "Error" });
export type ErrorBody = z.infer<typeof ErrorBody>;
