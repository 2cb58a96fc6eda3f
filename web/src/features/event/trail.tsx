import type { AuditEntry } from "@sluice/shared/workspaces";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { Link } from "../../components/link.tsx";
import { Time } from "../../components/time.tsx";
import { auditQuery } from "./queries.ts";

/** What people did with the event; nothing where nobody did. */
export function Trail({ id }: { id: string }) {
  const audit = useQuery(auditQuery(id));
  if (audit.isError)
    return (
      <section className="grid justify-items-start gap-1" role="alert">
        <p className="text-fg-2">The audit trail cannot be loaded.</p>
        <Button size="small" onClick={() => void audit.refetch()}>
          Try again
        </Button>
      </section>
    );
  const entries = audit.data?.data ?? [];
  if (entries.length === 0) return null;
  return (
    <section className="grid gap-1">
      <h2 className="font-600">Audit trail</h2>
      <ul className="grid gap-1.5">
        {entries.map((entry) => (
          <li key={entry.id}>
            <p>
              <span className="font-500">{entry.actor.name}</span> {wordsOf(entry)}
            </p>
            <p className="text-12 text-fg-3">
              <Time at={entry.at} format="full" focusable />
              {entry.actor.kind === "key" && ", by API key"}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsOf({ action, details }: AuditEntry): ReactNode {
  if (action === "event.retried") return "retried it";
  if (action !== "event.replayed") return action.replace(/^event\./, "").replaceAll("_", " ");
  const as = typeof details.as === "string" ? details.as : undefined;
  const words = details.edited ? "edited and replayed it" : "replayed it";
  if (!as) return words;
  return (
    <Link to="/events/$id" params={{ id: as }}>
      {words}
    </Link>
  );
}
