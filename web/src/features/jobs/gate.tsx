import type { Role } from "../../lib/session.ts";
import { useSession } from "../../lib/session.ts";

export interface Gate {
  readonly allowed: boolean;
  /** Why not, and who can change it; undefined when it is allowed. */
  readonly reason: string | undefined;
}

/** Whether the role here is at least `role`, with the words for a control that is off. */
export function useGate(role: Role): Gate {
  const { can, workspace } = useSession();
  const allowed = can(role);
  const granter = role === "member" ? "An admin" : "An owner";
  const reason = `Needs the role ${role}; you are ${workspace.role}. ${granter} of ${workspace.name} can grant it.`;
  return { allowed, reason: allowed ? undefined : reason };
}

/** The reason, in sight: below controls that are off. */
export function GateNote({ gate }: { gate: Gate }) {
  return gate.reason ? <p className="text-12 text-fg-3">{gate.reason}</p> : null;
}
