import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lastWords } from "./last-words.ts";

function file(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "sluice-words-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return path.join(dir, "worker-1.at");
}

test("the next process of a place knows what the last one was at when it died, once", () => {
  const place = file();
  const first = lastWords(place);
  expect(first.of).toBeUndefined();
  first.at("evt_a_long_one");
  first.at("evt_b");
  const second = lastWords(place);
  expect(second.of).toBe("evt_b");
  expect(lastWords(place).of).toBeUndefined();
});

test("one that was done says nothing, and neither does a place that cannot be written", () => {
  const place = file();
  const first = lastWords(place);
  first.at("evt_a");
  first.done();
  expect(lastWords(place).of).toBeUndefined();
  const nowhere = lastWords(path.join(place, "under-a-file"));
  nowhere.at("evt_a");
  expect(nowhere.of).toBeUndefined();
});
