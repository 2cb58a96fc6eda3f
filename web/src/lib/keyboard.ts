import { useEffect, useRef } from "react";
import { preferences } from "./preferences.ts";

/**
 * What is pressed, by its name: `j`, `?`, `Space`, `Enter`, `Escape`, `Shift+x`, `mod+k` (⌘ on a Mac, Ctrl elsewhere),
 * or two keys after one another: `g o`.
 */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

interface Layer {
  readonly shortcuts: () => Shortcuts;
  readonly inDialogs: boolean;
}

const CHORD_MS = 1_000;
/** Base UI leaves out `aria-modal`, which would hide the popups of a dialog's own fields: dialogs say it themselves. */
const OVER_THE_PAGE = "[data-modal]:not([data-closed]), [role=menu]";
const layers: Layer[] = [];
let chord: { readonly key: string; readonly until: number } | undefined;

/** The name of a pressed key as shortcuts write it. */
export function keyName(event: Pick<KeyboardEvent, "key" | "metaKey" | "ctrlKey" | "shiftKey">): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key) || key.length > 1;
  return `${event.metaKey || event.ctrlKey ? "mod+" : ""}${event.shiftKey && isLetter ? "Shift+" : ""}${key}`;
}

const isSingle = (name: string): boolean => !name.startsWith("mod+") && !name.endsWith("Escape");

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

/** Enter and Space belong to the control that has the focus, arrows to lists and tabs, selecting all to a text. */
function belongsToControl(name: string, target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (name === "mod+a") return isTyping(target);
  if (name === "Enter") return target.closest("a, button, summary, [role=tab], [role^=menuitem]") !== null;
  if (name === "Space")
    return target.closest("button, summary, input, [role=tab], [role^=menuitem]") !== null;
  return /^Arrow/.test(name) && target.closest("[role=tablist], [role=menu], [role=listbox]") !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const name = keyName(event);
  if (isSingle(name) && (!preferences().singleKeys || isTyping(event.target))) return;
  if (belongsToControl(name, event.target)) return;
  const inDialog = document.querySelector(OVER_THE_PAGE) !== null;
  const names = chord && chord.until > event.timeStamp ? [`${chord.key} ${name}`, name] : [name];
  chord = undefined;
  const asked = layers.toReversed().filter((layer) => !inDialog || layer.inDialogs);
  // Two keys after one another mean their own thing, whoever knows them.
  for (const candidate of names)
    for (const layer of asked) {
      const run = layer.shortcuts()[candidate];
      if (!run) continue;
      event.preventDefault();
      run(event);
      return;
    }
  if (asked.some((layer) => Object.keys(layer.shortcuts()).some((key) => key.startsWith(`${name} `))))
    chord = { key: name, until: event.timeStamp + CHORD_MS };
}

/**
 * Listens while mounted; what was mounted last is asked first. Keys without ⌘ or Ctrl are off while typing and
 * where the person turned them off.
 */
export function useShortcuts(shortcuts: Shortcuts, { enabled = true, inDialogs = false } = {}): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    if (!enabled) return;
    const layer: Layer = { shortcuts: () => latest.current, inDialogs };
    if (layers.length === 0) window.addEventListener("keydown", onKeyDown);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) window.removeEventListener("keydown", onKeyDown);
    };
  }, [enabled, inDialogs]);
}

/** `⌘` or `Ctrl`, as the person's keyboard has it. */
export const modKey = (): string => (/Mac|iP(hone|ad)/.test(navigator.userAgent) ? "⌘" : "Ctrl");
