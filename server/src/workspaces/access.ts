import type { Role } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import { type Caller, mayDo, type Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";

/** @throws AppError `forbidden` where somebody would give, change or take away a role above their own. */
export function requireRank({ role }: Pick<Principal, "role">, concerned: Role): void {
  if (!mayDo(role, concerned))
    throw new AppError("forbidden", `This concerns the role ${concerned}; yours is ${role}.`);
}

/** @throws AppError `forbidden` for an API key, which has no account. */
export function requirePerson(caller: Caller): Extract<Caller, { kind: "user" }> {
  if (caller.kind === "key")
    throw new AppError("forbidden", "This is for people who are signed in, not for API keys.");
  return caller;
}

/** Tells this machine's servers that a key, a session or a person may do less than a moment ago. */
export const announceChange = (ctx: Ctx, id: string): void => ctx.nudge.send(`access ${id}`);

/** Calls back with the id of a key, a session or a person whose access has changed. */
export const onAccessChange = (ctx: Ctx, listener: (id: string) => void): (() => void) =>
  ctx.nudge.onMessage((message) => {
    if (message.startsWith("access ")) listener(message.slice("access ".length));
  });
