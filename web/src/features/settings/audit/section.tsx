import type { AuditEntry } from "@sluice/shared/workspaces";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo } from "react";
import { Button } from "../../../components/button.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Field } from "../../../components/field.tsx";
import { Input } from "../../../components/input.tsx";
import { Select } from "../../../components/select.tsx";
import { api } from "../../../lib/api.ts";
import { useRows } from "../../../lib/pages.ts";
import { given } from "../../../lib/search.ts";
import { jobListQuery } from "../../jobs/data.ts";
import { useHere } from "../access.ts";
import { SectionHeader } from "../section-header.tsx";
import { auditColumns } from "./columns.tsx";

const route = getRouteApi("/app/settings/$section");
const rowId = ({ id }: AuditEntry) => id;
const ANYONE = "anyone";

/** Who did what; narrowed by the address to one actor, one target, or both. */
export function AuditSection() {
  const { target, actor } = route.useSearch();
  const navigate = route.useNavigate();
  const list = useRows<AuditEntry>(
    useInfiniteQuery({
      ...api.workspaces.audit.infiniteOptions({ query: given({ target, actorId: actor }) }),
      placeholderData: keepPreviousData,
    }),
  );
  const filter = useMemo(
    () => (change: { target?: string | undefined; actor?: string | undefined }) =>
      void navigate({ search: (now) => given({ ...now, ...change }), replace: true }),
    [navigate],
  );
  const nameOf = useNames();
  const columns = useMemo(() => auditColumns((id) => filter({ target: id }), nameOf), [filter, nameOf]);
  const actors = useActors(list.rows, actor);
  const isFiltered = Boolean(target ?? actor);
  return (
    <>
      <SectionHeader title="Audit log" lead="Who did what in this workspace, newest first." />
      <div className="flex flex-wrap items-end gap-3 border-b border-line px-gutter py-3">
        <Field label="Who" className="w-52 max-rail:w-full">
          <Select
            options={actors}
            value={actor ?? ANYONE}
            onChange={(id) => filter({ actor: id === ANYONE ? undefined : id })}
          />
        </Field>
        <Field label="Target" className="w-72 max-rail:w-full">
          <Input
            key={target}
            mono
            defaultValue={target}
            placeholder="An id, such as job_…"
            onKeyDown={({ key, currentTarget }) => {
              if (key === "Enter") filter({ target: currentTarget.value.trim() || undefined });
            }}
            onBlur={({ target: input }) => {
              const next = input.value.trim() || undefined;
              if (next !== target) filter({ target: next });
            }}
          />
        </Field>
        {isFiltered && (
          <Button
            kind="ghost"
            className="h-input!"
            onClick={() => filter({ target: undefined, actor: undefined })}
          >
            Show all
          </Button>
        )}
      </div>
      <DataTable
        label="Audit log"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        {...list}
        empty={
          isFiltered ? (
            <Empty title="Nothing was logged for this">Look for another person or id, or show all.</Empty>
          ) : (
            <Empty title="Nothing logged yet">
              Changes to jobs, secrets, members, keys and settings appear here.
            </Empty>
          )
        }
      />
    </>
  );
}

/** What an entry may be about, and is known by a name. */
function useNames() {
  const { workspace } = useHere();
  const jobs = useQuery(jobListQuery()).data?.data;
  const members = useQuery(api.members.list.queryOptions({ params: { workspaceId: workspace.id } })).data
    ?.data;
  return useMemo(() => {
    const known = [workspace, ...(jobs ?? []), ...(members ?? [])];
    const names = new Map(known.map(({ id, name }) => [id, name]));
    return (id: string) => names.get(id);
  }, [workspace, jobs, members]);
}

/** Members, and whoever else stands in what is loaded: keys, and people who have left. */
function useActors(rows: readonly AuditEntry[], chosen: string | undefined) {
  const { workspace } = useHere();
  const members = useQuery(api.members.list.queryOptions({ params: { workspaceId: workspace.id } }));
  const names = new Map(members.data?.data.map(({ id, name }) => [id, name]));
  for (const { actor } of rows)
    if (!names.has(actor.id)) names.set(actor.id, actor.kind === "key" ? `${actor.name} (key)` : actor.name);
  if (chosen && !names.has(chosen)) names.set(chosen, chosen);
  return [{ value: ANYONE, label: "Anyone" }, ...[...names].map(([value, label]) => ({ value, label }))];
}
