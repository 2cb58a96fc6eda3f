import type { Erasure } from "@sluice/shared/erasures";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Eraser } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { Empty } from "../../../components/empty.tsx";
import { api } from "../../../lib/api.ts";
import { useRows } from "../../../lib/pages.ts";
import { jobListQuery } from "../../jobs/data.ts";
import { SectionHeader } from "../section-header.tsx";
import { erasureColumns } from "./columns.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { LiftDialog } from "./lift-dialog.tsx";

const PROGRESS_MS = 2_000;
const rowId = ({ id }: Erasure) => id;

/** What was erased on request, how far it is, and what is still set aside. */
export function ErasuresSection() {
  const jobs = useQuery(jobListQuery()).data?.data;
  const list = useRows<Erasure>(
    useInfiniteQuery({
      ...api.erasures.list.infiniteOptions(),
      refetchInterval: ({ state }) =>
        state.data?.pages.some(({ data }) => data.some((one) => one.state !== "done")) ? PROGRESS_MS : false,
    }),
  );
  const [asking, setAsking] = useState(false);
  const [lifting, setLifting] = useState<Erasure>();
  const columns = useMemo(
    () =>
      erasureColumns((jobId) => jobs?.find(({ id }) => id === jobId)?.name ?? "a deleted job", setLifting),
    [jobs],
  );
  return (
    <>
      <SectionHeader
        title="Erasures"
        lead="Remove what is stored about people or objects, for example when they ask for it."
        action={
          <Button
            kind="danger"
            icon={<Eraser size={14} aria-hidden="true" />}
            onClick={() => setAsking(true)}
          >
            Erase…
          </Button>
        }
      />
      <DataTable
        label="Erasures"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        {...list}
        empty={
          <Empty title="No erasures yet">
            An erasure removes the content of all events about some objects, the rejected requests that name
            them and their documents, and sets later events aside. Backups and copies elsewhere are not
            reached.
          </Empty>
        }
      />
      {asking && <EraseDialog onClose={() => setAsking(false)} />}
      {lifting && <LiftDialog erasure={lifting} onClose={() => setLifting(undefined)} />}
    </>
  );
}
