import type { RejectedSummary } from "@sluice/shared/rejected";
import type { Column } from "../../components/data-table/types.ts";
import { Id } from "../../components/id.tsx";
import { StatusGlyph } from "../../components/status.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { titleOf } from "./words.ts";

/** The columns of a list of refused requests. */
export const REJECTED_COLUMNS: readonly Column<RejectedSummary>[] = [
  {
    id: "glyph",
    header: "Status",
    hideHeader: true,
    width: "14px",
    phone: "glyph",
    cell: ({ admitted }) => (
      <StatusGlyph
        status={admitted ? "processed" : "rejected"}
        label={admitted ? "Rejected, then let in" : "Rejected"}
      />
    ),
  },
  {
    id: "reason",
    header: "Reason",
    width: "minmax(180px,1.2fr)",
    phone: "title",
    link: true,
    cell: titleOf,
  },
  {
    id: "job",
    header: "Job",
    width: "minmax(120px,1fr)",
    phone: "sub",
    cell: ({ jobName }) => <span className="text-fg-2">{jobName}</span>,
  },
  {
    id: "let-in",
    header: "Let in",
    hideHeader: true,
    width: "56px",
    phone: "note",
    cell: ({ admitted }) => admitted && <Tag>Let in</Tag>,
  },
  {
    id: "request",
    header: "Request",
    width: "104px",
    low: true,
    cell: ({ id }) => <Id id={id} short className="text-fg-2" />,
  },
  {
    id: "received",
    header: "Received",
    width: "92px",
    align: "right",
    phone: "meta",
    cell: ({ at }) => <Time at={at} />,
  },
];
