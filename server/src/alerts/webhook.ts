import { createHmac } from "node:crypto";
import type { Ctx } from "../context.ts";
import type { ChannelDoc } from "./channel-repo.ts";
import type { Told } from "./deliver.ts";
import { jobUrl } from "./mail.ts";

/** The body of a webhook: `alert.opened`, `alert.reminder`, `alert.recovered` or `alert.test`. */
export const webhookBody = (publicUrl: string, { kind, workspaceId, items }: Told, at: Date): string =>
  JSON.stringify({
    type: `alert.${kind}`,
    timestamp: at.toISOString(),
    data: {
      workspaceId,
      alerts: items.map((item) => ({
        id: item.alertId,
        rule: item.rule,
        state: item.state,
        text: item.text,
        job: { id: item.jobId, name: item.jobName, url: jobUrl(publicUrl, item.jobId) },
        openedAt: item.openedAt.toISOString(),
        endedAt: item.endedAt?.toISOString() ?? null,
      })),
    },
  });

/** As Standard Webhooks describes them; during a rotation, with a signature by each secret. */
export function signatureHeaders(ctx: Ctx, { secrets = [] }: ChannelDoc, id: string, body: string, at: Date) {
  const timestamp = Math.floor(at.getTime() / 1_000);
  const signatures = secrets
    .filter(({ expiresAt }) => !expiresAt || expiresAt > at)
    .map(({ sealed }) => `v1,${sign(ctx.secrets.open(sealed), `${id}.${timestamp}.${body}`)}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}

const sign = (secret: string, content: string): string =>
  createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(content)
    .digest("base64");
