import { expect, test } from "vitest";
import { keyName } from "./keyboard.ts";

const press = (key: string, held: Partial<Record<"metaKey" | "ctrlKey" | "shiftKey", boolean>> = {}) =>
  keyName({ key, metaKey: false, ctrlKey: false, shiftKey: false, ...held });

test.each([
  ["a letter", press("j"), "j"],
  ["caps lock", press("J"), "j"],
  ["a letter with Shift", press("X", { shiftKey: true }), "Shift+x"],
  ["a sign that needs Shift", press("?", { shiftKey: true }), "?"],
  ["⌘ on a Mac", press("k", { metaKey: true }), "mod+k"],
  ["Ctrl elsewhere", press("k", { ctrlKey: true }), "mod+k"],
  ["the space bar", press(" "), "Space"],
  ["confirm in a dialog", press("Enter", { metaKey: true }), "mod+Enter"],
])("%s", (_what, name, expected) => {
  expect(name).toBe(expected);
});
