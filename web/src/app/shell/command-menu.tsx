import { Dialog } from "@base-ui/react/dialog";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { Hash, Workflow } from "lucide-react";
import { useState } from "react";
import { Kbd } from "../../components/kbd.tsx";
import { api } from "../../lib/api.ts";
import { useRegisteredCommands } from "../../lib/commands.ts";
import { placeOf } from "./place-of.ts";
import { PLACES } from "./places.ts";

const GROUP =
  "[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-fg-3";
const ITEM =
  "flex h-[34px] max-rail:h-11 cursor-pointer items-center gap-2.5 px-4 aria-selected:bg-surface-3 [&_svg]:text-fg-2";

/** Goes anywhere by name, and opens what has an id. */
export function CommandMenu({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const commands = useRegisteredCommands();
  const jobs = useQuery(api.syncJobs.list.queryOptions({ query: { limit: 200 } }));
  const id = text.trim();
  const run = (act: () => unknown) => () => {
    onClose();
    void act();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Dialog.Popup
          data-modal
          aria-label="Search and commands"
          className="pop fixed inset-x-3 top-[12dvh] z-41 mx-auto max-w-140 overflow-hidden"
        >
          <Command label="Search and commands" loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder="Search, or paste an id"
              className="h-11 w-full border-b border-line bg-transparent px-4 text-14 outline-none max-rail:text-16"
            />
            <Command.List className="max-h-[60dvh] overflow-y-auto pb-1.5">
              <Command.Empty className="px-4 py-6 text-fg-2">Nothing has that name.</Command.Empty>
              {commands.length > 0 && (
                <Command.Group heading="Actions" className={GROUP}>
                  {commands.map(({ id: key, label, icon, shortcut, keywords = [], run: act }) => (
                    <Command.Item
                      key={key}
                      value={label}
                      keywords={[...keywords]}
                      onSelect={run(act)}
                      className={ITEM}
                    >
                      {icon}
                      {label}
                      {shortcut && (
                        <span className="ml-auto">
                          <Kbd>{shortcut}</Kbd>
                        </span>
                      )}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {jobs.data && jobs.data.data.length > 0 && (
                <Command.Group heading="Jobs" className={GROUP}>
                  {jobs.data.data.map((job) => (
                    <Command.Item
                      key={job.id}
                      value={`${job.name} ${job.id}`}
                      onSelect={run(() => navigate({ to: "/jobs/$id", params: { id: job.id } }))}
                      className={ITEM}
                    >
                      <Workflow size={16} aria-hidden="true" />
                      {job.name}
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Go to" className={GROUP}>
                {PLACES.map(({ to, label, icon: Icon }) => (
                  <Command.Item
                    key={to}
                    value={label}
                    onSelect={run(() => navigate({ to }))}
                    className={ITEM}
                  >
                    <Icon size={16} aria-hidden="true" />
                    {label}
                  </Command.Item>
                ))}
              </Command.Group>
              {id.length > 3 && !/\s/.test(id) && (
                <Command.Group heading="Open by id" className={GROUP} forceMount>
                  <Command.Item
                    forceMount
                    value={id}
                    onSelect={run(() => navigate(placeOf(id)))}
                    className={ITEM}
                  >
                    <Hash size={16} aria-hidden="true" />
                    <span>
                      {placeOf(id).to === "/events" ? "Find in events" : "Open"} <code>{id}</code>
                    </span>
                  </Command.Item>
                </Command.Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
