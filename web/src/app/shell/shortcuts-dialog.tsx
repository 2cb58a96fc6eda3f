import { Dialog } from "../../components/dialog.tsx";
import { Kbd } from "../../components/kbd.tsx";
import { modKey } from "../../lib/keyboard.ts";
import { PLACES } from "./places.ts";

const GROUPS = (mod: string): readonly (readonly [string, readonly (readonly [string, string])[]])[] => [
  [
    "Everywhere",
    [
      [`${mod} K`, "Search and commands; also /"],
      ["?", "This list"],
      ["Esc", "Close what is on top, then clear the selection, then the filter's text"],
    ],
  ],
  ["Go to", PLACES.map(({ key, label }) => [`G ${key.toUpperCase()}`, label] as const)],
  [
    "In a list",
    [
      ["J K", "Next and previous row; also the arrow keys"],
      ["Enter", "Open"],
      ["Space", "Preview it beside the list"],
      ["X", "Select; with Shift, a range"],
      [`${mod} A`, "Select all loaded rows"],
      ["F", "Add a filter"],
      ["L", "Live"],
    ],
  ],
  [
    "On an event",
    [
      ["R", "Replay"],
      ["E", "Edit and replay"],
      ["C", "Copy its id"],
      [`${mod} Enter`, "Confirm in a dialog"],
    ],
  ],
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog
      open
      title="Keyboard shortcuts"
      onClose={onClose}
      width="wide"
      description="Keys without a modifier are off while you type, and can be turned off in Settings."
    >
      <div className="grid gap-x-8 gap-y-5 rail:grid-cols-2">
        {GROUPS(modKey()).map(([title, keys]) => (
          <section key={title}>
            <h3 className="mb-2 font-600">{title}</h3>
            <dl className="grid grid-cols-[96px_minmax(0,1fr)] items-center gap-y-1.5">
              {keys.map(([key, what]) => (
                <div key={key} className="contents">
                  <dt className="flex gap-1">
                    {key.split(" ").map((part) => (
                      <Kbd key={part}>{part}</Kbd>
                    ))}
                  </dt>
                  <dd className="text-fg-2">{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
