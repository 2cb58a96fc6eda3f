import * as z from "zod";
import { op } from "../contract/op.ts";
import { email, inWorkspace, linkToken, newPassword, personName, RoleName } from "./fields.ts";

export const Person = z
  .object({ id: z.string(), name: z.string(), email: z.string() })
  .meta({ id: "Person" });
export type Person = z.infer<typeof Person>;

export const SignIn = z
  .strictObject({
    email,
    password: z.string().min(1).max(1_000),
    /** False: the session ends with the browser. */
    rememberMe: z.boolean().default(true),
  })
  .meta({ id: "SignIn" });
export type SignIn = z.infer<typeof SignIn>;

export const SetUp = z
  .strictObject({
    /** As the console shows it while nobody owns this installation. */
    code: z.string().max(100),
    name: personName,
    email,
    password: newPassword,
  })
  .meta({ id: "SetUp" });
export type SetUp = z.infer<typeof SetUp>;

export const WorkspaceOfMine = z
  .object({ id: z.string(), name: z.string(), role: RoleName })
  .meta({ id: "WorkspaceOfMine" });
export type WorkspaceOfMine = z.infer<typeof WorkspaceOfMine>;

export const Me = z
  .object({
    /** Null for an API key. */
    user: Person.nullable(),
    key: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** The workspace that calls of this caller are about; null where there is none. */
    tenant_id: z.string().nullable(),
    /** In that workspace. */
    role: RoleName.nullable(),
    workspaces: z.array(WorkspaceOfMine),
  })
  .meta({ id: "Me" });
export type Me = z.infer<typeof Me>;

export const ChangePassword = z
  .strictObject({
    currentPassword: z.string().min(1).max(1_000),
    newPassword,
    signOutOthers: z.boolean().default(true),
  })
  .meta({ id: "ChangePassword" });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const Session = z
  .object({
    id: z.string(),
    /** The one that asks. */
    current: z.boolean(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

const tag = "Account";

/** What concerns the caller alone. A session's cookie is set and taken back by these. */
export const accountContract = {
  setupState: op({
    method: "GET",
    path: "/api/setup",
    operationId: "getSetup",
    role: "public",
    tag,
    summary: "Tell whether this installation still needs its first owner",
    output: z.object({ needsOwner: z.boolean() }),
  }),
  setUp: op({
    method: "POST",
    path: "/api/setup",
    operationId: "setUp",
    role: "public",
    tag,
    summary: "Become the first owner with the setup code, and be signed in",
    body: SetUp,
    output: Person,
    status: 201,
    errors: ["unauthenticated", "conflict", "rate_limited"],
  }),
  signIn: op({
    method: "POST",
    path: "/api/auth/sign-in/email",
    operationId: "signIn",
    role: "public",
    tag,
    summary: "Begin a session",
    body: SignIn,
    output: Person,
    errors: ["unauthenticated", "rate_limited"],
  }),
  signOut: op({
    method: "POST",
    path: "/api/auth/sign-out",
    operationId: "signOut",
    role: "public",
    tag,
    summary: "End the session of the cookie",
  }),
  resetPassword: op({
    method: "POST",
    path: "/api/auth/reset-password",
    operationId: "resetPassword",
    role: "public",
    tag,
    summary: "Set a password with the link of the recovery command",
    description: "Every session of the person ends.",
    body: z.strictObject({ token: linkToken, password: newPassword }),
    errors: ["not_found", "rate_limited"],
  }),
  me: op({
    method: "GET",
    path: "/api/auth/me",
    operationId: "getMe",
    role: "self",
    tag,
    summary: "Tell who is asking, and which workspaces are theirs",
    output: Me,
  }),
  updateMe: op({
    method: "PATCH",
    path: "/api/auth/me",
    operationId: "updateMe",
    role: "self",
    tag,
    summary: "Change one's own name",
    body: z.strictObject({ name: personName }),
    output: Person,
  }),
  changePassword: op({
    method: "POST",
    path: "/api/auth/password",
    operationId: "changePassword",
    role: "self",
    tag,
    summary: "Change one's own password",
    body: ChangePassword,
    errors: ["rate_limited"],
  }),
  chooseWorkspace: op({
    method: "POST",
    path: "/api/auth/workspace",
    operationId: "chooseWorkspace",
    role: "self",
    tag,
    summary: "Choose the workspace that this session's calls are about, where no header says",
    body: inWorkspace,
    errors: ["not_found"],
  }),
  sessions: op({
    method: "GET",
    path: "/api/auth/sessions",
    operationId: "listSessions",
    role: "self",
    tag,
    summary: "List one's own sessions, newest first",
    output: z.object({ data: z.array(Session) }),
  }),
  endSession: op({
    method: "DELETE",
    path: "/api/auth/sessions/{sessionId}",
    operationId: "endSession",
    role: "self",
    tag,
    summary: "End one of one's own sessions",
    params: z.object({ sessionId: z.string().max(60) }),
  }),
  endOtherSessions: op({
    method: "POST",
    path: "/api/auth/sessions/end-others",
    operationId: "endOtherSessions",
    role: "self",
    tag,
    summary: "End all of one's own sessions but this one",
    output: z.object({ ended: z.int() }),
  }),
} as const;
