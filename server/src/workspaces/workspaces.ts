import type { Workspace, WorkspaceOfMine } from "@sluice/shared/workspaces";
import type { Ctx } from "../context.ts";
import type { Caller, Principal } from "../platform/contract/index.ts";
import { AppError } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { announceChange, requirePerson } from "./access.ts";
import { apiKeyRepo } from "./api-key-repo.ts";
import { audit } from "./audit.ts";
import { invitationRepo } from "./invitation-repo.ts";
import { DEFAULT_WORKSPACE, MAX_WORKSPACES, type WorkspaceDoc, workspaceRepo } from "./workspace-repo.ts";

const toWorkspace = ({ _id, name, createdAt, members }: WorkspaceDoc): Workspace => ({
  id: _id,
  name,
  createdAt: createdAt.toISOString(),
  memberCount: members.length,
});

const unknown = (id: string) => new AppError("not_found", `There is no workspace ${id} for you.`);

export async function getWorkspace(ctx: Ctx, id: string): Promise<Workspace> {
  const workspace = await workspaceRepo(ctx.db).find(id);
  if (!workspace) throw unknown(id);
  return toWorkspace(workspace);
}

/** Those of a person with their role in each, oldest first; of a key its one. */
export async function workspacesOf(ctx: Ctx, caller: Caller): Promise<WorkspaceOfMine[]> {
  if (caller.kind === "key") {
    const { name } = await getWorkspace(ctx, caller.workspaceId);
    return [{ id: caller.workspaceId, name, role: caller.role }];
  }
  const mine = await workspaceRepo(ctx.db).ofUser(caller.id);
  return mine.map(({ _id, name, members }) => ({ id: _id, name, role: members[0]?.role ?? "viewer" }));
}

/**
 * A workspace with its owner, in one write.
 * @throws AppError `forbidden` for an API key, `conflict` for a person with 100 workspaces.
 */
export async function createWorkspace(ctx: Ctx, caller: Caller, name: string): Promise<WorkspaceOfMine> {
  const person = requirePerson(caller);
  if ((await workspaceRepo(ctx.db).ofUser(person.id)).length >= MAX_WORKSPACES)
    throw new AppError("conflict", `Nobody belongs to more than ${MAX_WORKSPACES} workspaces.`);
  const id = newId("ws");
  const now = new Date();
  await workspaceRepo(ctx.db).insert({
    _id: id,
    name,
    createdAt: now,
    members: [{ userId: person.id, role: "owner", joinedAt: now }],
  });
  const actor = { kind: "user", id: person.id, name: person.name } as const;
  await audit(ctx, { workspaceId: id, actor }, "workspace.created", id, { name });
  return { id, name, role: "owner" };
}

export async function renameWorkspace(ctx: Ctx, principal: Principal, name: string): Promise<Workspace> {
  const id = principal.workspaceId;
  const before = await getWorkspace(ctx, id);
  await workspaceRepo(ctx.db).rename(id, name);
  await audit(ctx, principal, "workspace.renamed", id, { from: before.name, to: name });
  return { ...before, name };
}

/**
 * Deletes a workspace that holds nothing any more. Its keys and invitations end with it: they are refused as
 * soon as the workspace is gone, even where a crash leaves them behind.
 * @param holds how many things of each kind are in it, by the words people know them by.
 * @throws AppError `invalid_input` for another name; `conflict` for `default`, and while something is in it.
 */
export async function removeWorkspace(
  ctx: Ctx,
  principal: Principal,
  typedName: string,
  holds: (workspaceId: string) => Promise<Readonly<Record<string, number>>>,
): Promise<void> {
  const id = principal.workspaceId;
  const { name } = await getWorkspace(ctx, id);
  if (typedName.trim() !== name)
    throw new AppError("invalid_input", "name: is not the name of this workspace.", {
      details: [{ field: "name", problem: "is not the name of this workspace", in: "body" }],
    });
  if (id === DEFAULT_WORKSPACE)
    throw new AppError("conflict", "The workspace default belongs to the installation and stays.");
  const held = Object.entries(await holds(id)).filter(([, count]) => count > 0);
  if (held.length > 0) {
    const words = held.map(([what, count]) => `${count} ${what}`).join(", ");
    throw new AppError("conflict", `This workspace still holds ${words}; delete them first.`, {
      details: Object.fromEntries(held),
    });
  }
  await audit(ctx, principal, "workspace.removed", id, { name });
  await workspaceRepo(ctx.db).remove(id);
  await apiKeyRepo(ctx.db).removeWorkspace(id);
  await invitationRepo(ctx.db).removeWorkspace(id);
  announceChange(ctx, id);
}

/** The workspace `default`, which is there from the start, for the operator's key. */
export const ensureDefaultWorkspace = (ctx: Ctx) => workspaceRepo(ctx.db).ensureDefault(new Date());
