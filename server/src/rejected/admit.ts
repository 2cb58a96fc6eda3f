import type { AdmitResult } from "@sluice/shared/rejected";
import type { Ctx } from "../context.ts";
import {
  bodyOf,
  type EndpointSource,
  type Receiver,
  type RejectedDoc,
  rejectedRepo,
} from "../events/index.ts";
import type { Principal } from "../platform/contract/index.ts";
import { notFound } from "../platform/errors.ts";
import { audit } from "../workspaces/index.ts";

interface Deps {
  readonly endpoints: EndpointSource;
  readonly admit: Receiver["admit"];
}

type Result = AdmitResult["results"][number];

/**
 * Stores refused requests as events because a person vouches for them; each becomes one event, however often.
 * @throws AppError `not_found` when none of them is there.
 */
export async function admitRejected(
  ctx: Ctx,
  deps: Deps,
  principal: Pick<Principal, "workspaceId" | "actor">,
  ids: readonly string[],
): Promise<AdmitResult> {
  const wanted = [...new Set(ids)];
  const docs = await rejectedRepo(ctx.db).findMany(principal.workspaceId, wanted);
  if (docs.length === 0) throw notFound("rejected request", wanted[0] as string);
  const results: Result[] = [];
  // In the order they came, as the provider sent them.
  for (const doc of docs.sort((a, b) => (a._id < b._id ? -1 : 1)))
    results.push({ id: doc._id, ...(await admitOne(ctx, deps, principal, doc)) });
  return { results, missing: wanted.length - docs.length };
}

async function admitOne(
  ctx: Ctx,
  { endpoints, admit }: Deps,
  principal: Pick<Principal, "workspaceId" | "actor">,
  doc: RejectedDoc,
): Promise<Omit<Result, "id">> {
  if (doc.admitted) return { outcome: "known", eventId: doc.admitted.eventId };
  const rawBody = bodyOf(doc);
  if (!rawBody || rawBody.length === 0)
    return refused("Its body was not kept, so there is nothing to store.");
  const endpoint = await endpoints.read(doc.workspaceId, doc.jobId);
  if (!endpoint) return refused("Its job is no longer there.");
  const by = principal.actor.name;
  const at = new Date();
  const request = { headers: doc.headers, rawBody, ip: doc.ip };
  const outcome = await admit(endpoint, request, { by, at, rejectedId: doc._id });
  if (outcome.status === "rejected") return refused(outcome.error.message);
  const eventId = outcome.id;
  await rejectedRepo(ctx.db).markAdmitted(doc._id, { by, at, eventId });
  if (outcome.status === "duplicate") return { outcome: "known", eventId };
  await audit(ctx, principal, "rejected_request.admitted", doc._id, { jobId: doc.jobId, eventId });
  return { outcome: "admitted", eventId };
}

const refused = (problem: string): Omit<Result, "id"> => ({ outcome: "refused", problem });
