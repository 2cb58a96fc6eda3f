import type { EventFilterInput, EventSort } from "@sluice/shared/events";
import { Download } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Menu } from "../../components/menu.tsx";
import { api } from "../../lib/api.ts";
import { useSession } from "../../lib/session.ts";

const FORMATS = [
  { format: "csv", label: "CSV", note: "for spreadsheets" },
  { format: "ndjson", label: "NDJSON", note: "one event a line" },
  { format: "json", label: "JSON", note: "one list" },
] as const;

type Format = (typeof FORMATS)[number]["format"];

interface Props {
  readonly filter: EventFilterInput;
  readonly sort?: EventSort;
}

/** Downloads all events that match, however many they are. */
export function ExportMenu({ filter, sort = "newest" }: Props) {
  const { workspace } = useSession();
  const download = async (format: Format, body = false) => {
    // A link names no workspace, and another tab may have chosen its own since.
    await api.account.chooseWorkspace({ body: { workspaceId: workspace.id } });
    window.location.assign(
      api.events.export.url({ query: { ...filter, format, sort, ...(body && { body }) } }),
    );
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button kind="ghost" icon={<Download size={14} aria-hidden="true" />}>
          Export
        </Button>
      }
      items={[
        "All events that match",
        ...FORMATS.map(({ format, ...words }) => ({ ...words, onSelect: () => void download(format) })),
        null,
        { label: "NDJSON with bodies", onSelect: () => void download("ndjson", true) },
      ]}
    />
  );
}
