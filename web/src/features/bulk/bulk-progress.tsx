import type { BulkOperation } from "@sluice/shared/bulk";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../lib/api.ts";
import { useSession } from "../../lib/session.ts";
import { toast } from "../../lib/toast.ts";
import { followed, latestQuery } from "./queries.ts";
import { endWords, progressWords } from "./words.ts";

/** Asked again so often while one is under way, in case no message comes. */
const POLL_MS = 3_000;
const END_MS = 8_000;

const isActive = ({ status }: BulkOperation) => status === "pending" || status === "running";

/** How far my bulk operations are, as toasts with Stop; finds them again after a reload. Shows nothing itself. */
export function BulkProgress() {
  const { user } = useSession();
  const client = useQueryClient();
  const { data } = useQuery({
    ...latestQuery(),
    refetchInterval: ({ state }) =>
      state.data?.data.some((one) => isActive(one) && one.startedBy.id === user.id) ? POLL_MS : false,
  });
  useEffect(() => {
    const stop = async (id: string) => {
      // It may just have ended: what is asked for next says so.
      await api.bulk.stop({ params: { id } }).catch(() => undefined);
      await client.invalidateQueries({ queryKey: api.bulk.key() });
    };
    for (const operation of data?.data ?? []) {
      const { id, startedBy } = operation;
      if (startedBy.id !== user.id) continue;
      if (isActive(operation)) {
        followed.add(id);
        toast.progress(progressWords(operation), {
          id,
          action: { label: "Stop", onClick: () => void stop(id) },
        });
      } else if (followed.delete(id)) {
        tellEnd(operation);
        void client.invalidateQueries({ queryKey: api.events.key() });
      }
    }
  }, [data, user.id, client]);
  return null;
}

function tellEnd(operation: BulkOperation): void {
  const { title, more } = endWords(operation);
  const raise = operation.status === "done" ? toast.done : toast.info;
  toast.dismiss(operation.id);
  raise(title, {
    id: `${operation.id}-end`,
    duration: operation.status === "failed" ? Number.POSITIVE_INFINITY : END_MS,
    ...(more && { description: more }),
  });
}
