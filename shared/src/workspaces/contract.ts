import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { WorkspaceOfMine } from "./account.ts";
import { Actor, inWorkspace, workspaceName } from "./fields.ts";

export * from "./account.ts";
export * from "./api-keys.ts";
export { Actor, PASSWORD, RoleName } from "./fields.ts";
export * from "./members.ts";

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

export const Workspace = z
  .object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime(), memberCount: z.int() })
  .meta({ id: "Workspace" });
export type Workspace = z.infer<typeof Workspace>;

const tag = "Workspaces";
const one = "/api/workspaces/{workspaceId}";

export const workspacesContract = {
  create: op({
    method: "POST",
    path: "/api/workspaces",
    operationId: "createWorkspace",
    role: "self",
    tag,
    summary: "Make a workspace and own it",
    body: z.strictObject({ name: workspaceName }),
    output: WorkspaceOfMine,
    status: 201,
    errors: ["conflict"],
  }),
  get: op({
    method: "GET",
    path: one,
    operationId: "getWorkspace",
    role: "viewer",
    tag,
    summary: "Read a workspace",
    params: inWorkspace,
    output: Workspace,
  }),
  rename: op({
    method: "PATCH",
    path: one,
    operationId: "renameWorkspace",
    role: "admin",
    tag,
    summary: "Rename a workspace",
    params: inWorkspace,
    body: z.strictObject({ name: workspaceName }),
    output: Workspace,
  }),
  remove: op({
    method: "DELETE",
    path: one,
    operationId: "removeWorkspace",
    role: "owner",
    tag,
    summary: "Delete a workspace that holds nothing any more, with its keys and invitations",
    params: inWorkspace,
    body: z.strictObject({
      /** The workspace's name, typed by a person who means it. */
      name: z.string().max(200),
    }),
    errors: ["conflict"],
  }),
  audit: op({
    method: "GET",
    path: "/api/v1/audit",
    operationId: "listAudit",
    role: "viewer",
    tag,
    summary: "List who did what in this workspace, newest first",
    query: ListAudit,
    output: page(AuditEntry),
  }),
} as const;
