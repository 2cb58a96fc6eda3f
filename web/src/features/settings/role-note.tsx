import type { Role } from "@sluice/shared/contract";
import { Info } from "lucide-react";
import { useHere } from "./access.ts";

/** Why the actions of this section are off, and who can help; nothing for those who may. */
export function RoleNote({ needs, to }: { needs: Role; to: string }) {
  const { can, workspace } = useHere();
  if (can(needs)) return null;
  const who = needs === "owner" ? "An owner" : "An admin or owner";
  return (
    <p className="flex gap-2 border-b border-line bg-surface-2 px-gutter py-2 text-fg-2">
      <Info size={14} aria-hidden="true" className="mt-[3px] shrink-0" />
      <span>
        You are {workspace.role} here. {who} can {to}, or give you that role under Members.
      </span>
    </p>
  );
}
