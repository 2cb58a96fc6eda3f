import { type FieldProblem, SluiceError } from "@sluice/client";
import { createQueries } from "@sluice/client/query";
import { currentWorkspace } from "./session-store.ts";

/**
 * The one way to Sluice's API: `useQuery(api.events.get.queryOptions({ params: { id } }))`,
 * `useMutation(api.events.replay.mutationOptions())`. Speaks for the session, in the workspace that is chosen.
 */
export const api = createQueries({
  baseUrl: "",
  workspaceId: () => currentWorkspace() ?? undefined,
});

export type { FieldProblem };
export { SluiceError as ApiError };

/** The answer will be the same next time: not asked again by itself. */
export const isFinal = (error: Error): boolean =>
  error instanceof SluiceError && error.status >= 400 && error.status < 500 && error.status !== 429;

export const isStatus = (error: Error | null, ...statuses: readonly number[]): boolean =>
  error instanceof SluiceError && statuses.includes(error.status);

/** What is wrong with the field named by the beginning of its path; undefined when nothing is. */
export const problemOf = (error: Error | null, path: string): string | undefined =>
  error instanceof SluiceError
    ? error.fields.find(({ field }) => field.startsWith(path))?.problem
    : undefined;
