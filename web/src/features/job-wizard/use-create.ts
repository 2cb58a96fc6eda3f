import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { syncJobQuery } from "../jobs/data.ts";
import { dropDraft } from "./draft.ts";
import type { Draft } from "./draft-rules.ts";

/** Makes the job of a draft, and lets go of the draft. */
export function useCreateFromDraft() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, connector, events, database, collectionPrefix, uri, ...batches }: Draft) =>
      api.syncJobs.create({
        body: {
          name: name.trim(),
          source: { connector },
          destination: { database, collectionPrefix, ...(uri && { uri }) },
          webhookConfig: { events: [...events], ...batches },
        },
      }),
    onSuccess: ({ webhookSecret: _secret, ...job }) => {
      dropDraft();
      client.setQueryData(syncJobQuery(job.id).queryKey, job);
      return client.invalidateQueries({ queryKey: api.syncJobs.list.key() });
    },
  });
}
