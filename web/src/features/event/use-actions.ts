import type { EventDetail } from "@sluice/shared/events";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useCommands } from "../../lib/commands.ts";
import { useShortcuts } from "../../lib/keyboard.ts";
import { given } from "../../lib/search.ts";
import { useSession } from "../../lib/session.ts";
import { toast } from "../../lib/toast.ts";
import { useReplay, useRetryFailed } from "../events/queries.ts";
import type { EventTab } from "./search.ts";

const route = getRouteApi("/app/events/$id");
const CONTENTS = "event-contents";

/** What a person can do with an event: buttons, keys, the command menu and the steps of an error share it. */
export function useActions(event: EventDetail) {
  const [isEditing, setEditing] = useState(false);
  const { can } = useSession();
  const navigate = useNavigate();
  const search = route.useSearch();
  const replay = useReplay();
  const retry = useRetryFailed(event.jobId);
  const allowed = can("member");
  const reason = !allowed
    ? "Members may retry and replay; an admin can change your role."
    : event.body === null
      ? "Retention has removed the body."
      : undefined;
  const canReplay = reason === undefined && !replay.isPending;
  const { id } = event;
  const open = (replayId: string) =>
    void navigate({ to: "/events/$id", params: { id: replayId }, search: given({ list: search.list }) });
  const actions = {
    reason,
    canReplay,
    canRetry: allowed && !retry.isPending,
    isEditing,
    isReplaying: replay.isPending,
    isRetrying: retry.isPending,
    error: replay.error ?? retry.error,
    done: retry.isSuccess ? "Given another try." : undefined,
    open,
    retry: () => retry.mutate([id]),
    replay: () => replay.mutate({ id }, { onSuccess: (made) => open(made.id) }),
    edit: () => setEditing(true),
    endEdit: () => setEditing(false),
    async copyId() {
      await navigator.clipboard.writeText(id);
      toast.done("Event id copied");
    },
    async show(tab: EventTab) {
      await navigate({
        to: ".",
        search: (before: object) => ({ ...before, tab }),
        replace: true,
        resetScroll: false,
      });
      document.getElementById(CONTENTS)?.scrollIntoView({ block: "start" });
    },
  };
  const { replay: again, edit, copyId } = actions;
  useShortcuts({
    r: () => canReplay && again(),
    e: () => canReplay && edit(),
    c: () => void copyId(),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the functions are of the event alone, and it stays.
  const commands = useMemo(
    () => [
      ...(canReplay
        ? [
            { id: "event-replay", label: "Replay this event", shortcut: "R", run: again },
            { id: "event-edit", label: "Edit and replay this event…", shortcut: "E", run: edit },
          ]
        : []),
      { id: "event-copy", label: "Copy this event's id", shortcut: "C", run: copyId },
    ],
    [canReplay],
  );
  useCommands(commands);
  return { ...actions, contentsId: CONTENTS };
}

export type EventActions = ReturnType<typeof useActions>;
