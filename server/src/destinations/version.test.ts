import { expect, test } from "vitest";
import { formatVersion, isResolvable, manualRank, parseVersion, versionPrefix } from "./version.ts";

const prefix = versionPrefix(1_750_000_000_000_000, 20);

test("a version says when, how much was known, which event and which revision", () => {
  const version = formatVersion(prefix, 1, "evt_1.a", 7);
  expect(version).toBe("17500000000000002001evt_1.a.007");
  expect(parseVersion(version)).toEqual({ prefix, known: 1, eventId: "evt_1.a", revision: 7 });
  for (const foreign of [undefined, 7, "", "17500000000000002001evt", "x".repeat(40)]) {
    expect(parseVersion(foreign)).toBeUndefined();
  }
});

test("bytes order as time, rank, events known, event id, revision", () => {
  const ascending = [
    formatVersion(versionPrefix(999_999, 89), 1, "evt_z"),
    formatVersion(versionPrefix(1_750_000_000_000_000, 0), 1, "run_z"),
    prefix,
    formatVersion(prefix, 1, "evt_a"),
    formatVersion(prefix, 1, "evt_a", 1),
    formatVersion(prefix, 1, "evt_b"),
    formatVersion(prefix, 2, "evt_a"),
    formatVersion(prefix, 9, "evt_a"),
    formatVersion(prefix, 10, "evt_a"),
    formatVersion(prefix, 36, "evt_a"),
    formatVersion(prefix, 5000, "evt_a"),
    versionPrefix(1_750_000_000_000_000, manualRank(39)),
    versionPrefix(1_750_000_000_000_000, 80),
    versionPrefix(1_750_000_000_000_000, manualRank(80)),
    versionPrefix(1_750_000_001_000_000, 0),
  ];
  expect(ascending.toSorted()).toEqual(ascending);
});

test("edited replays and snapshots have no tie to resolve", () => {
  expect([0, 10, 39, 70, 80, 81].filter((rank) => isResolvable(versionPrefix(1, rank)))).toEqual([
    10, 39, 80,
  ]);
});
