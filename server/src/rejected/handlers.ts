import type { SluiceContract } from "@sluice/shared/contract";
import type { Ctx } from "../context.ts";
import type { EndpointSource, Receiver } from "../events/index.ts";
import type { Handlers } from "../platform/contract/index.ts";
import { admitRejected } from "./admit.ts";
import { getRejected } from "./detail.ts";
import { listAllRejected } from "./list.ts";

interface Deps {
  readonly endpoints: EndpointSource;
  readonly admit: Receiver["admit"];
}

export const rejectedHandlers = (ctx: Ctx, deps: Deps): Handlers<SluiceContract["rejected"]> => ({
  list: ({ query, principal }) => listAllRejected(ctx, principal.workspaceId, query),
  get: ({ params, principal }) => getRejected(ctx, principal.workspaceId, params.id),
  admit: ({ body, principal }) => admitRejected(ctx, deps, principal, body.ids),
});
