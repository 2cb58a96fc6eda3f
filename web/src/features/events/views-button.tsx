import { Bookmark, X } from "lucide-react";
import { type FormEvent, useMemo, useRef, useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Input } from "../../components/input.tsx";
import { Link } from "../../components/link.tsx";
import { Popover } from "../../components/popover.tsx";
import { useCommands } from "../../lib/commands.ts";
import { useSession } from "../../lib/session.ts";
import type { EventsSearch } from "./search.ts";
import { addressOf, useViews, type View } from "./views.ts";

const READY_MADE: readonly View[] = [
  { name: "Failed", search: { status: "failed" } },
  { name: "In flight", search: { status: "pending,waiting,processing" } },
  { name: "Last hour", search: { range: "1h" } },
];

interface Props {
  readonly search: EventsSearch;
  readonly onOpen: (search: EventsSearch) => void;
}

/** Named addresses of this page: open one, or keep what is shown. */
export function ViewsButton({ search, onOpen }: Props) {
  const { workspace, user } = useSession();
  const { views, save, remove } = useViews({ workspaceId: workspace.id, userId: user.id });
  const [open, setOpen] = useState(false);
  const all = [...READY_MADE, ...views];
  const current = all.find((view) => addressOf(view.search) === addressOf(search));
  const latest = useRef(onOpen);
  latest.current = onOpen;
  useCommands(
    useMemo(
      () =>
        views.map((view) => ({
          id: `view ${view.name}`,
          label: `Open the view ${view.name}`,
          icon: <Bookmark size={16} aria-hidden="true" />,
          run: () => latest.current(view.search),
        })),
      [views],
    ),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    if (!name) return;
    save({ name, search });
    setOpen(false);
  };
  return (
    <Popover
      label="Views"
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button kind="ghost" icon={<Bookmark size={14} aria-hidden="true" />}>
          {current?.name ?? "Views"}
        </Button>
      }
    >
      <div className="w-70">
        <ul className="border-b border-line py-1">
          {all.map((view, index) => (
            <li key={view.name} className="flex items-center pr-1">
              <Link
                to="/events"
                search={view.search}
                look="plain"
                aria-current={view === current || undefined}
                className="flex h-8 min-w-0 flex-1 items-center px-3 -outline-offset-2 hover:bg-surface-3 aria-[current]:font-550 max-rail:h-11"
                onClick={() => setOpen(false)}
              >
                <span className="truncate">{view.name}</span>
              </Link>
              {index >= READY_MADE.length && (
                <IconButton
                  size="small"
                  label={`Remove the view ${view.name}`}
                  icon={<X size={14} />}
                  onClick={() => remove(view.name)}
                />
              )}
            </li>
          ))}
        </ul>
        <form onSubmit={submit} className="grid gap-2 p-3">
          <Field
            label="Name of a new view"
            hint="Saved in this browser. To share a view, copy the page's address."
          >
            <Input name="name" maxLength={60} required autoComplete="off" />
          </Field>
          <Button type="submit">Save this view</Button>
        </form>
      </div>
    </Popover>
  );
}
