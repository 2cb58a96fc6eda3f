import type { Session } from "@sluice/shared/workspaces";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { FieldError } from "../../../components/field.tsx";
import { Tag } from "../../../components/tag.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";
import { plural } from "../../../lib/format.ts";
import { Block } from "../block.tsx";
import { deviceOf } from "./device.ts";

const rowId = ({ id }: Session) => id;

/** Where the person is signed in, and the way to end it. */
export function Sessions() {
  const client = useQueryClient();
  const sessions = useQuery(api.account.sessions.queryOptions());
  const onSettled = () => client.invalidateQueries({ queryKey: api.account.sessions.key() });
  const end = useMutation({ ...api.account.endSession.mutationOptions(), onSettled });
  const [askingOthers, setAskingOthers] = useState(false);
  const { mutate, isPending } = end;
  const columns = useMemo(
    () => columnsOf((sessionId) => mutate({ params: { sessionId } }), isPending),
    [mutate, isPending],
  );
  const rows = sessions.data?.data ?? [];
  return (
    <Block
      flush
      title="Sessions"
      lead="Where you are signed in. End any you do not recognise, then change your password."
      action={
        rows.length > 1 && (
          <Button onClick={() => setAskingOthers(true)}>End {plural(rows.length - 1, "other")}…</Button>
        )
      }
    >
      <div className="px-gutter empty:hidden">
        <FieldError error={end.error?.message} />
      </div>
      <DataTable
        label="Sessions"
        columns={columns}
        rows={rows}
        rowId={rowId}
        total={sessions.data?.data.length}
        height="tall"
        stickyHead={false}
        isPending={sessions.isPending}
        isFetching={sessions.isFetching}
        error={sessions.error}
        onRetry={sessions.refetch}
      />
      {askingOthers && <EndOthers count={rows.length - 1} onClose={() => setAskingOthers(false)} />}
    </Block>
  );
}

function EndOthers({ count, onClose }: { count: number; onClose: () => void }) {
  const client = useQueryClient();
  const end = useMutation({
    ...api.account.endOtherSessions.mutationOptions(),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: api.account.sessions.key() }),
  });
  const sessions = plural(count, "other session");
  return (
    <ConfirmDialog
      open
      danger
      title={`End ${sessions}?`}
      action={`End ${sessions}`}
      busy={end.isPending}
      error={end.error}
      onClose={onClose}
      onConfirm={() => end.mutate(undefined)}
    >
      You are signed out there at once, and what is being typed there is lost. This session stays.
    </ConfirmDialog>
  );
}

const columnsOf = (end: (id: string) => void, busy: boolean): readonly Column<Session>[] => [
  {
    id: "device",
    header: "Device",
    width: "minmax(160px,1.4fr)",
    phone: "title",
    cell: ({ userAgent, current }) => (
      <span className="inline-flex items-center gap-2">
        <span className="font-500" title={userAgent ?? undefined}>
          {deviceOf(userAgent)}
        </span>
        {current && <Tag tone="accent">This one</Tag>}
      </span>
    ),
  },
  {
    id: "ip",
    header: "Address",
    width: "minmax(96px,1fr)",
    phone: "sub",
    cell: ({ ip }) => <code>{ip ?? "—"}</code>,
  },
  { id: "created", header: "Signed in", width: "112px", cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: "expires",
    header: "Ends",
    width: "112px",
    low: true,
    cell: ({ expiresAt }) => <Time at={expiresAt} format="date" />,
  },
  {
    id: "end",
    header: "Actions",
    hideHeader: true,
    width: "64px",
    align: "right",
    phone: "meta",
    cell: ({ id, current, userAgent }) =>
      !current && (
        <Button
          kind="danger"
          size="small"
          className="border-transparent! -outline-offset-2"
          disabled={busy}
          aria-label={`End the session of ${deviceOf(userAgent)}`}
          onClick={() => end(id)}
        >
          End
        </Button>
      ),
  },
];
