import * as z from "zod";
import { op } from "../contract/op.ts";
import { PageQuery, page } from "../contract/query.ts";
import { Person, WorkspaceOfMine } from "./account.ts";
import { Actor, email, inWorkspace, linkToken, newPassword, personName, RoleName } from "./fields.ts";

export const Member = Person.extend({ role: RoleName, joinedAt: z.iso.datetime() }).meta({ id: "Member" });
export type Member = z.infer<typeof Member>;

export const CreateInvitation = z
  .strictObject({ email, role: RoleName.default("member") })
  .meta({ id: "CreateInvitation" });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

export const Invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: RoleName,
    invitedBy: Actor,
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    expired: z.boolean(),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

/** `url` is in this answer and nowhere afterwards. */
export const NewInvitation = Invitation.extend({ url: z.string() }).meta({ id: "NewInvitation" });
export type NewInvitation = z.infer<typeof NewInvitation>;

export const InvitationPreview = z
  .object({
    workspace: z.object({ id: z.string(), name: z.string() }),
    email: z.string(),
    role: RoleName,
    invitedBy: z.string(),
    expiresAt: z.iso.datetime(),
    /** The person has an account: they sign in with it before they accept. */
    hasAccount: z.boolean(),
  })
  .meta({ id: "InvitationPreview" });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

export const AcceptInvitation = z
  .strictObject({
    token: linkToken,
    /** Of a person without an account, which is made with these. */
    name: personName.optional(),
    password: newPassword.optional(),
  })
  .meta({ id: "AcceptInvitation" });
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;

const tag = "Members";
const members = "/api/workspaces/{workspaceId}/members";
const invitations = "/api/workspaces/{workspaceId}/invitations";
const ofMember = inWorkspace.extend({ userId: z.string().max(60) });

export const membersContract = {
  list: op({
    method: "GET",
    path: members,
    operationId: "listMembers",
    role: "viewer",
    tag,
    summary: "List the members of a workspace, in the order they joined",
    params: inWorkspace,
    output: z.object({ data: z.array(Member) }),
  }),
  setRole: op({
    method: "PATCH",
    path: `${members}/{userId}`,
    operationId: "setMemberRole",
    role: "admin",
    tag,
    summary: "Give a member another role",
    description: "Nobody gives or takes a role above their own. At least one owner remains.",
    params: ofMember,
    body: z.strictObject({ role: RoleName }),
    output: Member,
    errors: ["conflict"],
  }),
  remove: op({
    method: "DELETE",
    path: `${members}/{userId}`,
    operationId: "removeMember",
    role: "admin",
    tag,
    summary: "Remove a member",
    params: ofMember,
    errors: ["conflict"],
  }),
  leave: op({
    method: "POST",
    path: "/api/workspaces/{workspaceId}/leave",
    operationId: "leaveWorkspace",
    role: "viewer",
    tag,
    summary: "Leave a workspace",
    params: inWorkspace,
    errors: ["conflict"],
  }),
} as const;

export const invitationsContract = {
  list: op({
    method: "GET",
    path: invitations,
    operationId: "listInvitations",
    role: "admin",
    tag,
    summary: "List open invitations, newest first",
    params: inWorkspace,
    query: PageQuery,
    output: page(Invitation),
  }),
  create: op({
    method: "POST",
    path: invitations,
    operationId: "createInvitation",
    role: "admin",
    tag,
    summary: "Invite a person by a link that is shown once and lasts 7 days",
    description: "An earlier open invitation of the same address ends.",
    params: inWorkspace,
    body: CreateInvitation,
    output: NewInvitation,
    status: 201,
    errors: ["conflict"],
  }),
  revoke: op({
    method: "DELETE",
    path: `${invitations}/{invitationId}`,
    operationId: "revokeInvitation",
    role: "admin",
    tag,
    summary: "Take an invitation back",
    params: inWorkspace.extend({ invitationId: z.string().max(60) }),
  }),
  preview: op({
    method: "POST",
    path: "/api/auth/invitations/preview",
    operationId: "previewInvitation",
    role: "public",
    tag,
    summary: "Tell what a link invites to",
    body: z.strictObject({ token: linkToken }),
    output: InvitationPreview,
    errors: ["not_found", "rate_limited"],
  }),
  accept: op({
    method: "POST",
    path: "/api/auth/invitations/accept",
    operationId: "acceptInvitation",
    role: "public",
    tag,
    summary: "Join by an invitation, as the person signed in or as a new one, who is signed in then",
    body: AcceptInvitation,
    output: WorkspaceOfMine,
    errors: ["unauthenticated", "forbidden", "not_found", "conflict", "rate_limited"],
  }),
} as const;
