import type { CheckDestination, DestinationReport } from "@sluice/shared/destinations";
import { TriangleAlert } from "lucide-react";
import { type Check, Checks } from "../../components/checks.tsx";
import { plural } from "../../lib/format.ts";

const TITLES: Record<DestinationReport["checks"][number]["name"], string> = {
  address: "The address can be read",
  reachable: "The server answers",
  authenticated: "The name and password are right",
  writeConcern: "Writes are confirmed by a majority",
  database: "The database can be read",
  writable: "A document can be written and removed",
  collections: "Its collections and their indexes",
};

export type Checked = Omit<CheckDestination, "connector" | "fromDraft">;

/** What trying the destination found, with the indexes that could refuse a document. */
export function DestinationResult({ report }: { report: DestinationReport }) {
  const checks = report.checks.map(
    (check): Check => ({
      title: TITLES[check.name],
      state: check.state === "warn" ? "pass" : check.state,
      ...(check.state === "pass" && { note: `${check.ms} ms` }),
      ...(check.state === "warn" && { note: "mind this" }),
      ...(check.state !== "skipped" &&
        check.state !== "pass" && { detail: `${check.reason} ${check.whatToDo ?? ""}`.trim() }),
    }),
  );
  const unique = report.collections.filter((collection) => collection.uniqueIndexes.length > 0);
  return (
    <div className="grid gap-3">
      <p role="status" className={report.ok ? "text-ok-text" : "font-550 text-bad-text"}>
        {report.ok ? `${report.server} can be written to` : `${report.server} cannot be written to`}
        {report.user && <span className="font-400 text-fg-2">, signed in as {report.user}</span>}
      </p>
      <Checks label="Destination checks" checks={checks} />
      {unique.length > 0 && (
        <div className="flex gap-2 rounded-2 bg-warn-soft px-3 py-2.5">
          <TriangleAlert size={16} aria-hidden="true" className="mt-0.5 text-warn" />
          <ul>
            {unique.map(({ name, uniqueIndexes, documents }) => (
              <li key={name}>
                <b className="font-550">
                  <code>{name}</code> has a unique index on{" "}
                  {uniqueIndexes.map((index) => index.fields.join(" + ")).join(", ")}.
                </b>{" "}
                A second document with the same value fails. It holds {plural(documents, "document")} now.
              </li>
            ))}
          </ul>
        </div>
      )}
      {report.collections.some((collection) => collection.foreign) && (
        <p className="text-12 text-fg-2">
          {report.collections
            .filter((collection) => collection.foreign)
            .map((collection) => collection.name)
            .join(", ")}{" "}
          already holds documents that Sluice did not write. They stay; one with the same _id would be
          replaced.
        </p>
      )}
    </div>
  );
}
