import { randomBytes } from "node:crypto";
import type {
  AlertChannel,
  ChannelAnswer,
  CreateChannel,
  CreatedChannel,
  UpdateChannel,
} from "@sluice/shared/alerts";
import type { Ctx } from "../context.ts";
import type { Principal } from "../platform/contract/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { newId } from "../platform/ids.ts";
import { whyNotOutbound } from "../platform/outbound.ts";
import { mask } from "../platform/secrets.ts";
import { audit } from "../workspaces/index.ts";
import { type ChannelDoc, type ChannelSecret, channelRepo, MAX_CHANNELS } from "./channel-repo.ts";
import { type Deliverer, deliver } from "./deliver.ts";
import { mailNeeds } from "./mail.ts";
import type { Attempt } from "./message-repo.ts";

const OVERLAP_MS = 24 * 3_600_000;

export async function listChannels(ctx: Ctx, workspaceId: string) {
  const found = await channelRepo(ctx.db).list(workspaceId);
  return { data: found.map(present), mailNeeds: mailNeeds(ctx.config) };
}

/** @throws AppError 422 for an address that is refused, 409 when there are too many. */
export async function createChannel(
  ctx: Ctx,
  principal: Principal,
  input: CreateChannel,
): Promise<CreatedChannel> {
  const { workspaceId, actor } = principal;
  const repo = channelRepo(ctx.db);
  if ((await repo.count(workspaceId)) >= MAX_CHANNELS)
    throw new AppError("conflict", `A workspace has at most ${MAX_CHANNELS} alert channels.`);
  const secret = input.kind === "webhook" ? mintSecret() : undefined;
  const doc: ChannelDoc = {
    _id: newId("ach"),
    workspaceId,
    kind: input.kind,
    name: input.name,
    enabled: true,
    ...(input.kind === "email" ? mailTarget(input.to) : webTarget(ctx, input.url)),
    ...(secret && { secrets: [sealedSecret(ctx, secret)] }),
    createdBy: actor,
    createdAt: new Date(),
  };
  await repo.insert(doc);
  await audit(ctx, principal, "alert_channel.created", doc._id, {
    kind: doc.kind,
    name: doc.name,
    target: doc.target,
  });
  return { ...present(doc), ...(secret && { secret }) };
}

export async function updateChannel(
  ctx: Ctx,
  principal: Principal,
  id: string,
  { name, enabled, to, url }: UpdateChannel,
): Promise<AlertChannel> {
  const before = await findChannel(ctx, principal.workspaceId, id);
  if (to && before.kind !== "email")
    throw new AppError("unprocessable", "to: only e-mail channels have addresses.");
  if (url && before.kind === "email") throw new AppError("unprocessable", "url: an e-mail channel has none.");
  const set: Partial<ChannelDoc> = {
    ...(name !== undefined && { name }),
    ...(enabled !== undefined && { enabled }),
    ...(to && mailTarget(to)),
    ...(url && webTarget(ctx, url)),
  };
  const doc =
    Object.keys(set).length === 0 ? before : await channelRepo(ctx.db).update(principal.workspaceId, id, set);
  if (!doc) throw notFound("alert channel", id);
  await audit(ctx, principal, "alert_channel.changed", id, {
    name: doc.name,
    enabled: doc.enabled,
    target: doc.target,
  });
  return present(doc);
}

export async function removeChannel(ctx: Ctx, principal: Principal, id: string): Promise<void> {
  const { name, kind } = await findChannel(ctx, principal.workspaceId, id);
  if (!(await channelRepo(ctx.db).remove(principal.workspaceId, id))) throw notFound("alert channel", id);
  await audit(ctx, principal, "alert_channel.deleted", id, { kind, name });
}

/** The one before signs too for a day. */
export async function rotateSecret(ctx: Ctx, principal: Principal, id: string): Promise<{ secret: string }> {
  const { kind, secrets = [] } = await findChannel(ctx, principal.workspaceId, id);
  if (kind !== "webhook") throw new AppError("unprocessable", "Only webhooks are signed.");
  const secret = mintSecret();
  const expiresAt = new Date(Date.now() + OVERLAP_MS);
  const previous = secrets.slice(0, 1).map((one) => ({ ...one, expiresAt }));
  await channelRepo(ctx.db).update(principal.workspaceId, id, {
    secrets: [sealedSecret(ctx, secret), ...previous],
  });
  await audit(ctx, principal, "alert_channel.secret_rotated", id);
  return { secret };
}

export async function testChannel(
  ctx: Ctx,
  deliverer: Deliverer,
  principal: Principal,
  id: string,
): Promise<ChannelAnswer> {
  const { workspaceId } = principal;
  const channel = await findChannel(ctx, workspaceId, id);
  const told = { _id: newId("msg"), workspaceId, kind: "test" as const, items: [] };
  const { attempt } = await deliver(ctx, deliverer, channel, told, new Date());
  await channelRepo(ctx.db).noteAnswer(id, attempt);
  await audit(ctx, principal, "alert_channel.tested", id, { ok: attempt.ok });
  return answerOf(attempt);
}

async function findChannel(ctx: Ctx, workspaceId: string, id: string): Promise<ChannelDoc> {
  const found = await channelRepo(ctx.db).find(workspaceId, id);
  if (!found) throw notFound("alert channel", id);
  return found;
}

const mailTarget = (to: string[]) => ({ to, target: to.join(", ") });

function webTarget(ctx: Ctx, address: string): Pick<ChannelDoc, "url" | "target"> {
  const why = whyNotOutbound(address, ctx.config.SLUICE_ALLOW_PRIVATE);
  if (why) throw new AppError("unprocessable", `url: ${why}`);
  const url = new URL(address);
  const hasMore = url.pathname.length > 1 || url.search !== "";
  return { url: ctx.secrets.seal(url.href), target: `${url.origin}/${hasMore ? "••••" : ""}` };
}

const mintSecret = (): string => `whsec_${randomBytes(32).toString("base64")}`;

const sealedSecret = (ctx: Ctx, secret: string): ChannelSecret => ({
  sealed: ctx.secrets.seal(secret),
  masked: mask(secret),
});

export const answerOf = ({ at, ok, status, answer, ms }: Attempt): ChannelAnswer => ({
  at: at.toISOString(),
  ok,
  status: status ?? null,
  answer,
  ms,
});

const present = (doc: ChannelDoc): AlertChannel => ({
  id: doc._id,
  kind: doc.kind,
  name: doc.name,
  enabled: doc.enabled,
  target: doc.target,
  ...(doc.to && { to: doc.to }),
  ...(doc.secrets?.[0] && { maskedSecret: doc.secrets[0].masked }),
  createdBy: doc.createdBy,
  createdAt: doc.createdAt.toISOString(),
  lastAnswer: doc.lastAnswer ? answerOf(doc.lastAnswer) : null,
});
