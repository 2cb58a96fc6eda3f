import { SluiceError } from "@sluice/client";
import { createQueries } from "@sluice/client/query";
import { currentKey, currentWorkspace } from "../../lib/session-store.ts";

/** The API as operations, in the workspace that is chosen. */
export const api = createQueries({
  baseUrl: "",
  apiKey: () => currentKey() ?? undefined,
  workspaceId: () => currentWorkspace() ?? "default",
});

export const isStatus = (error: Error | null, status: number): boolean =>
  error instanceof SluiceError && error.status === status;

/** What is wrong with the field named by the beginning of its path; undefined when nothing is. */
export const problemOf = (error: Error | null, path: string): string | undefined =>
  error instanceof SluiceError
    ? error.fields.find(({ field }) => field.startsWith(path))?.problem
    : undefined;
