import type { CheckDestination, DestinationReport } from "@sluice/shared/destinations";
import { matchesPattern } from "@sluice/shared/events";
import { connectorOf } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import { inspectDestination } from "../destinations/index.ts";
import { destinationConflict } from "./check-destination.ts";
import { findJob } from "./jobs.ts";

const WITHIN_MS = 10_000;

/** Tries a destination that is not yet, or already, a job's. @param uri in place of the one in `input` */
export async function tryOutDestination(
  ctx: Ctx,
  workspaceId: string,
  input: CheckDestination,
  uri = input.uri,
): Promise<DestinationReport> {
  const { database, collectionPrefix } = input;
  return inspectDestination(
    ctx,
    {
      uri,
      database,
      collections: targetCollections(input),
      conflict: (onLedgerServer) =>
        destinationConflict(
          ctx,
          workspaceId,
          input.connector,
          { uri, database, collectionPrefix, onLedgerServer },
          input.jobId,
        ),
    },
    WITHIN_MS,
  );
}

/**
 * The URI that a job keeps, for its own database alone.
 * @throws AppError `not_found` when there is no such job here.
 */
export async function jobUri(
  ctx: Ctx,
  workspaceId: string,
  { jobId, database }: Pick<CheckDestination, "jobId" | "database">,
): Promise<string | undefined> {
  if (!jobId) return undefined;
  const { destination } = await findJob(ctx, workspaceId, jobId);
  if (!destination.uri || destination.database !== database) return undefined;
  return ctx.secrets.open(destination.uri);
}

/** Full names of the collections that events of these patterns write. */
function targetCollections({ connector, events, collectionPrefix }: CheckDestination): string[] {
  const wanted = connectorOf(connector).eventGroups.filter(({ types }) =>
    types.some((type) => events.some((pattern) => matchesPattern(pattern, type))),
  );
  return [...new Set(wanted.flatMap(({ collections }) => collections))].map(
    (name) => `${collectionPrefix}${name}`,
  );
}
