import type { Ctx } from "../context.ts";
import { type Outbound, OutboundError } from "../platform/outbound.ts";
import type { ChannelDoc } from "./channel-repo.ts";
import { type Letter, type Mail, mailText } from "./mail.ts";
import type { Attempt, MessageDoc } from "./message-repo.ts";
import { slackBody } from "./slack.ts";
import { signatureHeaders, webhookBody } from "./webhook.ts";

const SHOWN = 500;

export interface Deliverer {
  readonly outbound: Outbound;
  readonly mail: Mail;
}

/** What is sent: an alert's message, or a test. */
export type Told = Pick<MessageDoc, "_id" | "workspaceId" | "items"> & {
  readonly kind: MessageDoc["kind"] | "test";
};

export interface Delivered {
  readonly attempt: Attempt;
  /** Trying again would change nothing. */
  readonly isFinal: boolean;
  readonly retryAfterS?: number | undefined;
}

/** Sends it now and tells how it was answered; never throws for what the channel does. */
export async function deliver(
  ctx: Ctx,
  { outbound, mail }: Deliverer,
  channel: ChannelDoc,
  told: Told,
  at: Date,
): Promise<Delivered> {
  const startedAt = performance.now();
  const attempt = (ok: boolean, answer: string, status?: number): Attempt => ({
    at,
    ok,
    ...(status !== undefined && { status }),
    answer: answer.slice(0, SHOWN),
    ms: Math.round(performance.now() - startedAt),
  });
  try {
    if (channel.kind === "email") {
      const letter: Letter = { id: told._id, to: channel.to ?? [], ...mailText(ctx.config.publicUrl, told) };
      return { attempt: attempt(true, await mail.send(letter), 250), isFinal: false };
    }
    const body =
      channel.kind === "slack"
        ? slackBody(ctx.config.publicUrl, told)
        : webhookBody(ctx.config.publicUrl, told, at);
    const answer = await outbound.request({
      url: ctx.secrets.open(channel.url as string),
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(channel.kind === "webhook" && signatureHeaders(ctx, channel, told._id, body, at)),
      },
      body,
    });
    const ok = answer.status >= 200 && answer.status < 300;
    const isFinal =
      channel.kind === "slack" ? [400, 403, 404, 410].includes(answer.status) : answer.status === 410;
    const seconds = Number(answer.headers["retry-after"]);
    return {
      attempt: attempt(ok, answer.body.trim() || (ok ? "ok" : "an empty answer"), answer.status),
      isFinal,
      ...(seconds > 0 && { retryAfterS: seconds }),
    };
  } catch (error) {
    if (error instanceof OutboundError)
      return {
        attempt: attempt(false, error.message),
        isFinal: error.code === "refused_address" || error.code === "invalid_url",
      };
    const { responseCode, message } = error as { responseCode?: number; message?: string };
    if (channel.kind !== "email") throw error;
    return {
      attempt: attempt(false, message ?? String(error), responseCode),
      isFinal:
        responseCode !== undefined && responseCode >= 500 && (error as { code?: string }).code !== "EAUTH",
    };
  }
}
