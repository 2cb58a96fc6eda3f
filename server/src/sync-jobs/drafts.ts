import type { CreateSyncJob, SaveDraft, SyncJobDraft } from "@sluice/shared/sync-jobs";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { serverOf } from "../platform/mongo.ts";
import { DRAFT_SECRETS, type DraftDoc, type DraftSecret, draftRepo } from "./draft-repo.ts";
import type { By } from "./jobs.ts";

/** The caller's draft of a job in this workspace; null without one. */
export async function getDraft(
  ctx: Ctx,
  { workspaceId, actor }: By,
): Promise<{ draft: SyncJobDraft | null }> {
  const found = await draftRepo(ctx.db).find(workspaceId, actor.id);
  return { draft: found ? present(found) : null };
}

/** Replaces the draft; its secrets are sealed, and stay unless they are given. */
export async function saveDraft(
  ctx: Ctx,
  { workspaceId, actor }: By,
  input: SaveDraft,
): Promise<{ draft: SyncJobDraft }> {
  const repo = draftRepo(ctx.db);
  const before = await repo.find(workspaceId, actor.id);
  requireUnchanged(before, input.draftSavedAt);
  const given: Record<DraftSecret, string | null | undefined> = {
    apiKey: input.source?.apiKey,
    uri: input.destination?.uri,
    secret: input.webhookConfig?.secret,
  };
  const sealed: DraftDoc["sealed"] = {};
  for (const name of DRAFT_SECRETS) {
    const value = given[name];
    const kept = value === undefined ? before?.sealed[name] : value ? ctx.secrets.seal(value) : undefined;
    if (kept) sealed[name] = kept;
  }
  const { uri } = given;
  const server = uri === undefined ? before?.server : uri ? serverOf(uri) : undefined;
  const draft = {
    workspaceId,
    actorId: actor.id,
    fields: withoutSecrets(input),
    sealed,
    ...(server && { server }),
    savedAt: new Date(),
  };
  await repo.save(draft);
  return { draft: present(draft) };
}

export async function removeDraft(ctx: Ctx, { workspaceId, actor }: By): Promise<void> {
  await draftRepo(ctx.db).remove(workspaceId, actor.id);
}

/** What a new job lacks of secrets, from the caller's draft; what is given goes first. */
export async function withDraftSecrets(ctx: Ctx, by: By, input: CreateSyncJob): Promise<CreateSyncJob> {
  const kept = await draftSecrets(ctx, by, input.draftSavedAt);
  return {
    ...input,
    source: { ...kept("apiKey"), ...input.source },
    destination: { ...kept("uri"), ...input.destination },
    webhookConfig: { ...(input.type === "webhook" && kept("secret")), ...input.webhookConfig },
  };
}

/** The URI that the caller's draft keeps. */
export const draftUri = async (ctx: Ctx, by: By): Promise<string | undefined> =>
  (await draftSecrets(ctx, by))("uri").uri;

async function draftSecrets(ctx: Ctx, { workspaceId, actor }: By, savedAt?: string) {
  const found = await draftRepo(ctx.db).find(workspaceId, actor.id);
  requireUnchanged(found, savedAt);
  return <Name extends DraftSecret>(name: Name): { [Key in Name]?: string } => {
    const sealed = found?.sealed[name];
    return (sealed ? { [name]: ctx.secrets.open(sealed) } : {}) as { [Key in Name]?: string };
  };
}

/** Two tabs share one draft: neither may write with the secrets that the other was given. */
function requireUnchanged(found: DraftDoc | null, savedAt: string | undefined): void {
  if (savedAt === undefined || found?.savedAt.toISOString() === savedAt) return;
  throw new AppError(
    "conflict",
    "Another tab has changed your draft, and with it the key or the URI that it keeps. Enter them again here, or reload the page to go on with that draft.",
  );
}

function withoutSecrets({
  source,
  destination,
  webhookConfig,
  draftSavedAt: _known,
  ...rest
}: SaveDraft): SaveDraft {
  const { apiKey: _apiKey, ...openSource } = source ?? {};
  const { uri: _uri, ...openDestination } = destination ?? {};
  const { secret: _secret, ...openConfig } = webhookConfig ?? {};
  return { ...rest, source: openSource, destination: openDestination, webhookConfig: openConfig };
}

function present({ fields, sealed, server, savedAt }: Omit<DraftDoc, "_id">): SyncJobDraft {
  const { source, destination, webhookConfig, ...rest } = fields;
  return {
    ...rest,
    source: {
      ...(source?.connector && { connector: source.connector }),
      hasApiKey: sealed.apiKey !== undefined,
    },
    destination: {
      hasUri: sealed.uri !== undefined,
      ...(server && { server }),
      ...(destination?.database !== undefined && { database: destination.database }),
      ...(destination?.collectionPrefix !== undefined && { collectionPrefix: destination.collectionPrefix }),
    },
    webhookConfig: {
      ...(webhookConfig as Omit<SyncJobDraft["webhookConfig"], "hasSecret">),
      hasSecret: sealed.secret !== undefined,
    },
    savedAt: savedAt.toISOString(),
  };
}
