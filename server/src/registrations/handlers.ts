import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { EndpointSource } from "../events/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { getCoverage } from "./coverage.ts";
import { registerWebhook, unregisterWebhook } from "./register.ts";

export function registrationHandlers(
  ctx: Ctx,
  { endpoints }: { readonly endpoints: EndpointSource },
): Handlers<SluiceContract["registrations"]> {
  const changed = ({ workspaceId, jobId }: { workspaceId: string; jobId: string }) => {
    endpoints.forget(workspaceId, jobId);
    ctx.nudge.send(`job ${jobId}`);
  };
  return {
    coverage: ({ params }) => getCoverage(ctx, params.workspaceId, params.jobId),
    async register({ params, principal }) {
      const coverage = await registerWebhook(ctx, principal, params.jobId);
      changed(params);
      return coverage;
    },
    async unregister({ params, principal }) {
      await unregisterWebhook(ctx, principal, params.jobId);
      changed(params);
    },
  };
}
