import type { Access } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { JobDoc } from "./repo.ts";

/** With what a job's provider is asked; undefined where the job has no key. */
export function accessOf(
  ctx: Ctx,
  { source, apiVersion, account }: Pick<JobDoc, "source" | "apiVersion" | "account">,
): Access | undefined {
  if (!source.apiKey) return undefined;
  return {
    apiKey: ctx.secrets.open(source.apiKey),
    version: apiVersion,
    ...(account && { account }),
    baseUrl: baseUrlOf(ctx, source.connector),
  };
}

/** Instead of the provider's own address, where the operator gives another. */
function baseUrlOf({ config }: Ctx, connector: string): string | undefined {
  return { stripe: config.SLUICE_STRIPE_API, close: config.SLUICE_CLOSE_API }[connector];
}
