import * as z from "zod";
import { ROLES } from "../contract/op.ts";

/** Length of a password that is set; those that are checked may have any. */
export const PASSWORD = { min: 10, max: 128 } as const;

export const RoleName = z.enum(ROLES);

/** Who did something: a person who was signed in, or an API key. */
export const Actor = z
  .object({ kind: z.enum(["user", "key"]), id: z.string(), name: z.string() })
  .meta({ id: "Actor" });
export type Actor = z.infer<typeof Actor>;

export const email = z.email("is not an e-mail address").max(254).toLowerCase();
export const personName = z.string().trim().min(1, "is missing").max(100);
export const newPassword = z
  .string()
  .min(PASSWORD.min, `needs at least ${PASSWORD.min} characters`)
  .max(PASSWORD.max, `has more than ${PASSWORD.max} characters`);

/** What a link carries; whoever has it may use it. */
export const linkToken = z.string().min(1).max(100);
export const workspaceName = z.string().trim().min(1, "is missing").max(100);
export const inWorkspace = z.object({ workspaceId: z.string().max(60) });
