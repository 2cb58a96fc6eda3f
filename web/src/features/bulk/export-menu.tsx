import type { EventFilterInput, EventSort } from "@sluice/shared/events";
import { Download } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Menu } from "../../components/menu.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { api } from "../../lib/api.ts";
import { exportError, useDownload } from "../../lib/download.ts";

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
  const download = useDownload();
  const start = (format: Format, body = false) => {
    const input = { query: { ...filter, format, sort, ...(body && { body }) } };
    download.mutate({
      url: api.events.export.url(input),
      ask: (signal) => api.events.export(input, { signal }),
    });
  };
  return (
    <>
      <Outcome error={exportError(download.error)} />
      <Menu
        align="end"
        trigger={
          <Button kind="ghost" busy={download.isPending} icon={<Download size={14} aria-hidden="true" />}>
            Export
          </Button>
        }
        items={[
          "All events that match",
          ...FORMATS.map(({ format, ...words }) => ({ ...words, onSelect: () => start(format) })),
          null,
          { label: "NDJSON with bodies", onSelect: () => start("ndjson", true) },
        ]}
      />
    </>
  );
}
