import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { Destinations } from "../destinations/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { previewErasure } from "./preview.ts";
import { getErasure, liftErasure, listErasures, requestErasure } from "./request.ts";

interface Deps {
  readonly destinations: Destinations;
}

export const erasureHandlers = (ctx: Ctx, { destinations }: Deps): Handlers<SluiceContract["erasures"]> => ({
  list: ({ query, principal }) => listErasures(ctx, principal.workspaceId, query),
  get: ({ params, principal }) => getErasure(ctx, principal.workspaceId, params.erasureId),
  preview: ({ body, principal }) => previewErasure(ctx, destinations, principal.workspaceId, body),
  request: ({ body, principal }) => requestErasure(ctx, principal, body),
  lift: ({ params, principal }) => liftErasure(ctx, principal, params.erasureId),
});
