import type { DestinationReport, TargetCollection } from "@sluice/shared/destinations";
import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { type Check, Checks } from "../../components/checks.tsx";
import { count, plural } from "../../lib/format.ts";

type CheckName = DestinationReport["checks"][number]["name"];

const TITLES: Record<CheckName, string> = {
  address: "The address can be used",
  reachable: "The server answers",
  authenticated: "The name and password are right",
  writeConcern: "Writes are confirmed by a majority",
  database: "The database may be written by this job",
  writable: "A document can be written and removed",
  collections: "Its collections and their indexes",
};

/** What trying the destination found: each check, and the indexes that could refuse a document. */
export function DestinationResult({ report }: { report: DestinationReport }) {
  const { ok, server, user, checks, collections } = report;
  const needsALook = checks.some(({ state }) => state === "fail" || state === "warn");
  const unique = collections.filter(({ uniqueIndexes }) => uniqueIndexes.length > 0);
  const foreign = collections.filter((one) => one.foreign);
  const ms = checks.find(({ name }) => name === "reachable")?.ms;
  return (
    <div className="grid gap-3">
      <p role="status" className={ok ? "text-ok-text" : "font-550 text-bad-text"}>
        {server.replace(/^the /, "The ")} {ok ? "can" : "cannot"} be written to
        <span className="font-400 text-fg-2">
          {ok && ms !== undefined && `, answers in ${count(ms)} ms`}
          {user && `, signed in as ${user}`}
        </span>
      </p>
      {needsALook ? (
        <Checks label="Destination checks" checks={checks.map(checkOf)} />
      ) : (
        <details className="text-fg-2">
          <summary className="min-h-6 cursor-pointer">All {checks.length} checks passed</summary>
          <div className="mt-2">
            <Checks label="Destination checks" checks={checks.map(checkOf)} />
          </div>
        </details>
      )}
      {unique.map((collection) => (
        <UniqueIndex key={collection.name} collection={collection} />
      ))}
      {foreign.length > 0 && (
        <Warning>
          <code>{foreign.map(({ name }) => name).join(", ")}</code> already{" "}
          {foreign.length === 1 ? "holds" : "hold"} documents that Sluice did not write. They stay; one with
          the same <code>_id</code> would be replaced.
        </Warning>
      )}
    </div>
  );
}

function UniqueIndex({ collection: { name, uniqueIndexes, documents } }: { collection: TargetCollection }) {
  const indexes = uniqueIndexes.map((index) => `${index.name} (${index.fields.join(", ")})`).join(", ");
  return (
    <Warning>
      <b className="font-550">
        Unique index <code>{indexes}</code> on <code>{name}</code>.
      </b>{" "}
      A second document with the same value will fail. It holds {plural(documents, "document")} now.
    </Warning>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <div className="flex gap-2 rounded-2 bg-warn-soft px-3 py-2.5">
      <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-warn" />
      <p className="min-w-0 break-words">{children}</p>
    </div>
  );
}

function checkOf({ name, state, reason, whatToDo, ms }: DestinationReport["checks"][number]): Check {
  return {
    title: TITLES[name],
    state,
    ...(state === "pass" && { note: `${ms} ms` }),

    ...((state === "warn" || state === "fail") && { detail: `${reason} ${whatToDo ?? ""}`.trim() }),
  };
}
