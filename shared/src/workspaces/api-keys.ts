import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { Actor, RoleName } from "./fields.ts";

export const CreateApiKey = z
  .strictObject({
    name: z.string().trim().min(1, "is missing").max(100),
    role: RoleName.exclude(["owner"]).default("member"),
    /** Null: until it is revoked. */
    expiresInDays: z.int().min(1).max(3_650).nullable().default(90),
  })
  .meta({ id: "CreateApiKey" });
export type CreateApiKey = z.infer<typeof CreateApiKey>;

export const RotateApiKey = z
  .strictObject({
    /** How long the old key stays valid beside the new one. */
    overlapHours: z.number().min(0).max(168).default(24),
  })
  .meta({ id: "RotateApiKey" });
export type RotateApiKey = z.infer<typeof RotateApiKey>;

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role: RoleName,
    /** Its kind and last four characters. */
    masked: z.string(),
    /** `replaced`: valid until `expiresAt`, beside the key of `replacedBy`. */
    status: z.enum(["active", "replaced", "expired", "revoked"]),
    createdAt: z.iso.datetime(),
    createdBy: Actor,
    expiresAt: z.iso.datetime().nullable(),
    /** To the minute. */
    lastUsedAt: z.iso.datetime().nullable(),
    replacedBy: z.string().optional(),
  })
  .meta({ id: "ApiKey" });
export type ApiKey = z.infer<typeof ApiKey>;

/** `key` is in this answer and nowhere afterwards. */
export const NewApiKey = ApiKey.extend({ key: z.string() }).meta({ id: "NewApiKey" });
export type NewApiKey = z.infer<typeof NewApiKey>;

const tag = "API keys";
const params = z.object({ keyId: z.string().max(60) });

export const apiKeysContract = {
  list: op({
    method: "GET",
    path: "/api/v1/api-keys",
    operationId: "listApiKeys",
    role: "admin",
    tag,
    summary: "List API keys, newest first; those that ended stay for 30 days",
    query: PageQuery,
    output: page(ApiKey),
  }),
  create: op({
    method: "POST",
    path: "/api/v1/api-keys",
    operationId: "createApiKey",
    role: "admin",
    tag,
    summary: "Make an API key, which is shown once",
    body: CreateApiKey,
    output: NewApiKey,
    status: 201,
    errors: ["conflict"],
  }),
  rotate: op({
    method: "POST",
    path: "/api/v1/api-keys/{keyId}/rotate",
    operationId: "rotateApiKey",
    role: "admin",
    tag,
    summary: "Make a key that takes an old one's place after an overlap",
    params,
    body: RotateApiKey,
    output: NewApiKey,
    status: 201,
    errors: ["conflict"],
  }),
  revoke: op({
    method: "DELETE",
    path: "/api/v1/api-keys/{keyId}",
    operationId: "revokeApiKey",
    role: "admin",
    tag,
    summary: "Refuse a key from now on",
    params,
    errors: ["conflict"],
  }),
} as const;
