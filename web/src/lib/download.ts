import { useMutation } from "@tanstack/react-query";
import { api, isStatus } from "./api.ts";
import { useSession } from "./session.ts";

/** The session's end is asked about elsewhere. */
export const exportError = (error: Error | null): Error | null =>
  error && !isStatus(error, 401) ? new Error(`Nothing was exported, try again: ${error.message}`) : null;

interface Wanted {
  readonly url: string;
  /** Asks for the same by a call. */
  readonly ask: (signal: AbortSignal) => Promise<unknown>;
}

/** Downloads a link of the API once a call has shown that it works: a link that fails replaces the page by its error. */
export function useDownload() {
  const { workspace } = useSession();
  return useMutation({
    mutationFn: async ({ url, ask }: Wanted) => {
      // A link names no workspace, and another tab may have chosen its own since.
      await api.account.chooseWorkspace({ body: { workspaceId: workspace.id } });
      const trial = new AbortController();
      await ask(trial.signal);
      trial.abort();
      window.location.assign(url);
    },
  });
}
