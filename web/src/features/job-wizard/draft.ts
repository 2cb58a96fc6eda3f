import type { SaveDraft } from "@sluice/shared/sync-jobs";
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../../lib/api.ts";
import { createBody, type Draft, known } from "./draft-rules.ts";
import { toServer } from "./draft-wire.ts";
import type { Step } from "./search.ts";

/** The person's own draft in this workspace; for members. */
export const draftQuery = () => queryOptions({ ...api.syncJobs.getDraft.queryOptions(), staleTime: 0 });

/** What is being filled in, and its keeping on the server: `save` after a field, and when the page is left. */
export function useDraft(initial: Draft, keptAt: string | undefined, step: Step) {
  const client = useQueryClient();
  const [draft, setDraft] = useState(initial);
  const latest = useRef({ draft, step });
  latest.current = { draft, step };
  const kept = useRef(JSON.stringify(toServer(initial, step)));
  const savedAt = useRef(keptAt);
  const isDone = useRef(false);
  const saving = useRef<Promise<unknown>>(Promise.resolve());
  const mutation = useMutation({
    mutationKey: api.syncJobs.saveDraft.mutationOptions().mutationKey,
    mutationFn: (given: { readonly body: SaveDraft; readonly draft: Draft }) =>
      api.syncJobs.saveDraft({ body: { ...given.body, ...known(given.draft, savedAt.current) } }),
    scope: { id: "draft" },
    onSuccess: (saved) => {
      savedAt.current = saved.draft.savedAt;
      client.setQueryData(draftQuery().queryKey, saved);
    },
  });
  const save = (): Promise<unknown> => {
    const body = toServer(latest.current.draft, latest.current.step);
    const text = JSON.stringify(body);
    if (isDone.current || text === kept.current) return saving.current;
    kept.current = text;
    saving.current = mutation.mutateAsync({ body, draft: latest.current.draft }).catch(() => {
      kept.current = "";
    });
    return saving.current;
  };
  const leave = useRef(save);
  leave.current = save;
  useEffect(() => () => void leave.current(), []);
  return {
    draft,
    change: (next: Partial<Draft>) => setDraft((before) => ({ ...before, ...next })),
    save,
    create: async () => {
      await save();
      return api.syncJobs.create({ body: { ...createBody(draft), ...known(draft, savedAt.current) } });
    },
    /** The job is made: nothing of it is kept as a draft any more. */
    finish: () => {
      isDone.current = true;
      client.setQueryData(draftQuery().queryKey, { draft: null });
      void api.syncJobs.removeDraft().catch(() => undefined);
    },
    saving: mutation,
  };
}

/** Throws the draft away. */
export function useRemoveDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.syncJobs.removeDraft(),
    onSuccess: () => client.setQueryData(draftQuery().queryKey, { draft: null }),
  });
}
