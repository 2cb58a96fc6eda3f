import { useIsMutating, useQuery } from "@tanstack/react-query";
import { Time } from "../../components/time.tsx";
import { api } from "../../lib/api.ts";
import { draftQuery } from "./draft.ts";

/** When the draft was kept last. */
export function SavedMark() {
  const at = useQuery({ ...draftQuery(), enabled: false }).data?.draft?.savedAt;
  const isSaving = useIsMutating({ mutationKey: api.syncJobs.saveDraft.mutationOptions().mutationKey }) > 0;
  return (
    <span role="status" className="text-12 text-fg-2 max-rail:sr-only">
      {isSaving ? (
        "Saving draft…"
      ) : at ? (
        <>
          Draft saved <Time at={at} />
        </>
      ) : null}
    </span>
  );
}
