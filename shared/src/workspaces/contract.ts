import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";

/** Who did something: a person who was signed in, or an API key. */
export const Actor = z
  .object({ kind: z.enum(["user", "key"]), id: z.string(), name: z.string() })
  .meta({ id: "Actor" });
export type Actor = z.infer<typeof Actor>;

export const AuditEntry = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    actor: Actor,
    /** `noun.past_tense`: `api_key.created`. */
    action: z.string(),
    /** Id of what it was done to. */
    target: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

export const ListAudit = PageQuery.extend({
  target: z.string().max(200).optional(),
  actorId: z.string().max(200).optional(),
});
export type ListAudit = z.infer<typeof ListAudit>;

export const workspacesContract = {
  audit: op({
    method: "GET",
    path: "/api/v1/audit",
    operationId: "listAudit",
    role: "viewer",
    tag: "Workspaces",
    summary: "List who did what in this workspace, newest first",
    query: ListAudit,
    output: page(AuditEntry),
  }),
} as const;
