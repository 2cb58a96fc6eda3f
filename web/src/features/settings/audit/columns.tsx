import type { AuditEntry } from "@sluice/shared/workspaces";
import { KeyRound } from "lucide-react";
import type { Column } from "../../../components/data-table/types.ts";
import { Time } from "../../../components/time.tsx";
import { shortId } from "../../../lib/format.ts";
import { actionWords, detailWords } from "./words.ts";

/** @param nameOf of a job, a person or the workspace, by id. */
export const auditColumns = (
  onTarget: (id: string) => void,
  nameOf: (id: string) => string | undefined,
): readonly Column<AuditEntry>[] => [
  { id: "at", header: "When", width: "96px", phone: "meta", cell: ({ at }) => <Time at={at} /> },
  {
    id: "actor",
    header: "Who",
    width: "minmax(112px,0.8fr)",
    phone: "sub",
    cell: ({ actor, details }) => (
      <span title={actor.id}>
        {actor.kind === "key" && (
          <KeyRound size={14} aria-label="API key" className="mr-1.5 inline-block align-[-2px] text-fg-3" />
        )}
        {actor.name}
        <DetailsOnPhones words={detailWords(details, nameOf)} />
      </span>
    ),
  },
  {
    id: "action",
    header: "What",
    width: "minmax(144px,1fr)",
    phone: "title",
    cell: ({ action }) => (
      <span className="font-500" title={action}>
        {actionWords(action)}
      </span>
    ),
  },
  {
    id: "target",
    header: "Target",
    width: "minmax(112px,0.8fr)",
    phone: "note",
    cell: ({ target }) => (
      <button
        type="button"
        title={`Show only ${target}`}
        className="link -outline-offset-2"
        onClick={() => onTarget(target)}
      >
        {nameOf(target) ?? <code>{shortId(target)}</code>}
      </button>
    ),
  },
  {
    id: "details",
    header: "Details",
    width: "minmax(120px,1.6fr)",
    low: true,
    cell: ({ details }) => {
      const words = detailWords(details, nameOf);
      return (
        <span className="text-fg-2" title={words}>
          {words}
        </span>
      );
    },
  },
];

const DetailsOnPhones = ({ words }: { words: string }) =>
  words && <span className="rail:hidden">: {words}</span>;
