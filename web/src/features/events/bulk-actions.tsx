import type { EventSummary } from "@sluice/shared/events";
import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BulkBar } from "../../components/bulk-bar.tsx";
import { Button } from "../../components/button.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { api } from "../../lib/api.ts";
import { plural } from "../../lib/format.ts";
import type { Selection } from "../../lib/selection.ts";
import { useSession } from "../../lib/session.ts";
import { toast } from "../../lib/toast.ts";

/** From this number on it must be typed. */
const MANY = 100;
const TOAST = "bulk";

/** Retry and replay of what is selected. */
export function BulkActions({ selection }: { selection: Selection }) {
  const [asks, setAsks] = useState<"retry" | "replay">();
  const { can } = useSession();
  const client = useQueryClient();
  const events = () => {
    if (selection.selected.mode !== "some") return [];
    const { ids } = selection.selected;
    const pages = client
      .getQueriesData<InfiniteData<{ data: EventSummary[] }>>({ queryKey: ["events page"] })
      .flatMap(([, data]) => data?.pages ?? []);
    const known = new Map(pages.flatMap((page) => page.data ?? []).map((event) => [event.id, event]));
    return [...ids].flatMap((id) => known.get(id) ?? []);
  };
  const chosen = selection.count > 0 ? events() : [];
  const failed = chosen.filter(({ status }) => status === "failed");
  const acted = asks === "retry" ? failed : chosen;
  const run = useMutation({
    mutationFn: async () => {
      if (asks === "retry") await retry(failed);
      else await replay(chosen);
    },
    onSuccess: () => {
      toast.done(`${plural(acted.length, "event")} ${asks === "retry" ? "given another try" : "replayed"}`, {
        id: TOAST,
        duration: 4_000,
      });
      setAsks(undefined);
      selection.clear();
    },
    onError: () => toast.dismiss(TOAST),
    onSettled: () => client.invalidateQueries({ queryKey: api.events.key() }),
  });
  const reason = can("member") ? undefined : "Members may retry and replay; an admin can change your role.";
  const verb = asks === "retry" ? "Retry" : "Replay";
  return (
    <>
      <BulkBar selection={selection}>
        {failed.length > 0 && (
          <Button size="small" disabled={!can("member")} title={reason} onClick={() => setAsks("retry")}>
            Retry {failed.length} failed…
          </Button>
        )}
        <Button size="small" disabled={!can("member")} title={reason} onClick={() => setAsks("replay")}>
          Replay {chosen.length}…
        </Button>
      </BulkBar>
      <ConfirmDialog
        open={asks !== undefined}
        onClose={() => setAsks(undefined)}
        title={`${verb} ${plural(acted.length, "event")}?`}
        action={`${verb} ${acted.length}`}
        busy={run.isPending}
        error={run.error}
        {...(acted.length > MANY && { type: String(acted.length) })}
        onConfirm={() => run.mutate()}
      >
        {asks === "retry"
          ? "Each failed event is worked on again, with all its attempts. Events that did not fail are left alone."
          : "Each event is repeated as a new one with the body that was received. A document that is newer stays as it is."}
      </ConfirmDialog>
    </>
  );
}

async function retry(events: readonly EventSummary[]): Promise<void> {
  for (const [jobId, some] of Map.groupBy(events, (event) => event.jobId))
    await api.syncJobs.retryFailed({ params: { jobId }, body: { eventIds: some.map(({ id }) => id) } });
}

async function replay(events: readonly EventSummary[]): Promise<void> {
  for (const [index, { id }] of events.entries()) {
    if (index % 10 === 0) toast.progress(`Replaying ${index} of ${events.length}`, { id: TOAST });
    await api.events.replay({ params: { id }, body: {} });
  }
}
