import { useQuery } from "@tanstack/react-query";
import { ErrorPanel } from "../../../components/error-panel.tsx";
import { SkeletonBlock } from "../../../components/skeleton.tsx";
import { api } from "../../../lib/api.ts";
import { useHere } from "../access.ts";
import { RoleNote } from "../role-note.tsx";
import { SectionHeader } from "../section-header.tsx";
import { CreateForm } from "./create-form.tsx";
import { DeleteBlock } from "./delete-block.tsx";
import { RenameForm } from "./rename-form.tsx";

export function WorkspaceSection() {
  const { workspace, isPerson } = useHere();
  const { data, error, isPending, refetch } = useQuery(
    api.workspaces.get.queryOptions({ params: { workspaceId: workspace.id } }),
  );
  return (
    <>
      <SectionHeader title="Workspace" lead="Jobs, events, keys and members belong to one workspace." />
      <RoleNote needs="admin" to="rename it" />
      {error && <ErrorPanel title="The workspace cannot be loaded" error={error} onRetry={refetch} />}
      {isPending && <SkeletonBlock label="Loading the workspace" className="mx-gutter my-5 h-40 max-w-120" />}
      {data && <RenameForm key={data.id} workspace={data} />}
      {isPerson && <CreateForm />}
      {data && <DeleteBlock workspace={data} />}
    </>
  );
}
