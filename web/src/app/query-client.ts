import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError, isFinal } from "../lib/api.ts";
import { nudgeLive } from "../lib/live.ts";
import { sessionLost } from "../lib/session-store.ts";

const RETRIES = 2;
/** What was asked for a moment ago is not asked again because another part of the page shows it too. */
const FRESH_MS = 5_000;

declare module "@tanstack/react-query" {
  interface Register {
    queryMeta: {
      /** Asked again when the live stream tells of a change: `*` of any job, `job:<id>`, or a kind of message. */
      live?: "*" | `job:${string}` | "bulk" | "alerts" | "run";
      /** Part of signing in: a 401 is an answer, not a lost session. */
      isSession?: boolean;
    };
    mutationMeta: { isSession?: boolean };
  }
}

function onError(error: Error, meta: { isSession?: boolean } | undefined): void {
  if (error instanceof ApiError && error.status === 401 && !meta?.isSession) sessionLost.set(true);
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, query) => onError(error, query.meta), onSuccess: nudgeLive }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => onError(error, mutation.meta),
  }),
  defaultOptions: {
    queries: {
      networkMode: "always",
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < RETRIES && !isFinal(error),
    },
    mutations: { networkMode: "always" },
  },
});
