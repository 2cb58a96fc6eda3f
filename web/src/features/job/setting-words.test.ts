import { expect, test } from "vitest";
import { changedLines, fieldWord } from "./setting-words.ts";

test("of a list only what differs is told", () => {
  expect(changedLines({ from: ["customer.*", "invoice.*"], to: ["customer.*", "charge.*"] })).toEqual({
    removed: ["invoice.*"],
    added: ["charge.*"],
  });
});

test("a value is replaced, and what is not known is no line", () => {
  expect(changedLines({ from: 100, to: 50 })).toEqual({ removed: ["100"], added: ["50"] });
  expect(changedLines({ from: null, to: "set" })).toEqual({ removed: [], added: ["set"] });
  expect(changedLines({ from: "hard", to: "soft" }).added).toEqual(["Keep its document, marked"]);
});

test("fields have the words of the form", () => {
  expect(fieldWord("webhookConfig.batchSize")).toBe("Events in a batch, at most");
  expect(fieldWord("something.new")).toBe("something.new");
});
