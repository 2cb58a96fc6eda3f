import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { FAULT_POINTS, faultsFrom } from "./faults.ts";

function watchKill() {
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  onTestFinished(() => kill.mockRestore());
  return kill;
}

test("without a spec nothing happens", () => {
  const kill = watchKill();
  for (const point of FAULT_POINTS) faultsFrom(undefined).at(point);
  expect(kill).not.toHaveBeenCalled();
});

test("the nth time at the point kills, once a process; several specs count on their own", () => {
  const kill = watchKill();
  const faults = faultsFrom("lane:after-claim:3,sync:after-write:1");
  for (let time = 1; time <= 2; time += 1) faults.at("lane:after-claim");
  expect(kill).not.toHaveBeenCalled();
  faults.at("lane:after-claim");
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, "SIGKILL");
  faults.at("lane:after-claim");
  faults.at("sync:after-write");
  expect(kill).toHaveBeenCalledTimes(2);
});

test("a subject kills only when that event is worked on", () => {
  const kill = watchKill();
  const faults = faultsFrom("sync:before-map=evt_1");
  faults.at("sync:before-map", "evt_2");
  expect(kill).not.toHaveBeenCalled();
  faults.at("sync:before-map", "evt_1");
  expect(kill).toHaveBeenCalledOnce();
});

test("a mark lets only the first of all processes die", () => {
  const kill = watchKill();
  const marks = mkdtempSync(path.join(tmpdir(), "sluice-marks-"));
  onTestFinished(() => rmSync(marks, { recursive: true }));
  const spec = `lane:before-idle:1@${marks}`;
  faultsFrom(spec).at("lane:before-idle");
  faultsFrom(spec).at("lane:before-idle");
  expect(kill).toHaveBeenCalledOnce();
  expect(existsSync(path.join(marks, "lane.before-idle"))).toBe(true);
});

test("a spec that names no point or no count is refused", () => {
  for (const spec of ["lane:nowhere:1", "lane:after-claim", "lane:after-claim:0", "lane:after-claim:1,,"])
    expect(() => faultsFrom(spec)).toThrow("SLUICE_FAULT: no fault point in");
});
