import { expect, onTestFinished, test, vi } from "vitest";
import { superviseChild } from "./child.ts";

function supervise(program: string, restartSteady: number) {
  const said: string[] = [];
  const child = superviseChild(
    {
      name: "child",
      command: process.execPath,
      args: () => ["-e", program],
      env: process.env,
      stopWithinMs: 100,
    },
    { write: () => {} },
    { changed: () => {}, fatal: () => {}, say: (line) => said.push(line) },
    { restartFirst: 8, restartMax: 20, restartSteady },
  );
  onTestFinished(() => child.kill());
  return async (count: number) => {
    await vi.waitFor(() => expect(said.length).toBeGreaterThanOrEqual(count), { timeout: 20_000 });
    return said.slice(0, count).map((line) => Number(/again in (\d+) ms/.exec(line)?.[1]));
  };
}

test("a child that ends by itself is started again, at distances that double up to the longest", async () => {
  const distances = supervise("process.exit(1)", 60_000);
  expect(await distances(4)).toEqual([8, 16, 20, 20]);
});

test("one that lived long enough is started again as after its first end", async () => {
  const distances = supervise("setTimeout(() => process.exit(1), 30)", 20);
  expect(await distances(3)).toEqual([8, 8, 8]);
});
