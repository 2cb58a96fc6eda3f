import { Columns3 } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { Menu } from "../../components/menu.tsx";
import { CHOICES, toggledColumn, USUAL } from "./columns.tsx";
import type { EventsSearch } from "./search.ts";
import type { Change } from "./use-filters.tsx";

/** Which columns are shown, and in which order of time. */
export function ColumnsButton({ search, change }: { search: EventsSearch; change: Change }) {
  const shown = search.cols?.split(",") ?? (USUAL as readonly string[]);
  return (
    <Menu
      align="end"
      trigger={
        <Button kind="ghost" icon={<Columns3 size={14} aria-hidden="true" />}>
          Columns
        </Button>
      }
      items={[
        "Order",
        { label: "Newest first", checked: !search.sort, onSelect: () => change({ sort: undefined }) },
        {
          label: "Oldest first",
          checked: search.sort === "oldest",
          onSelect: () => change({ sort: "oldest" }),
        },
        "Columns",
        ...CHOICES.map(({ id, header }) => ({
          label: header,
          checked: shown.includes(id),
          onSelect: () => change({ cols: toggledColumn(search.cols, id) }),
        })),
        ...(search.cols
          ? [null, { label: "Default columns", onSelect: () => change({ cols: undefined }) }]
          : []),
      ]}
    />
  );
}
