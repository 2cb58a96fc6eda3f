import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ChevronsUpDown } from "lucide-react";
import { Menu } from "../../components/menu.tsx";
import { chooseWorkspace, useSession } from "../../lib/session.ts";

/** Which workspace everything on the page belongs to. */
export function WorkspaceSwitcher() {
  const { workspace, workspaces } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const choose = async (id: string) => {
    if (id === workspace.id) return;
    await navigate({ to: "/" });
    await chooseWorkspace(client, id);
  };
  const { name } = workspace;
  return (
    <Menu
      trigger={
        <button
          type="button"
          title={name}
          className="mb-3 flex h-8 w-full items-center gap-2 rounded-2 border border-line-2 bg-surface px-2 text-left hover:border-line-ctl max-wide:h-9 max-wide:justify-center max-wide:px-0"
        >
          <span className="truncate font-550 max-wide:sr-only">
            <span className="sr-only">Workspace: </span>
            {name}
          </span>
          <ChevronsUpDown size={14} aria-hidden="true" className="ml-auto text-fg-3 max-wide:ml-0" />
        </button>
      }
      items={[
        "Workspaces",
        ...workspaces.map(({ id, name: label, role }) => ({
          label,
          note: role,
          checked: id === workspace.id,
          onSelect: () => void choose(id),
        })),
      ]}
    />
  );
}
