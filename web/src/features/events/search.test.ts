import { EventFlag, EventStatus } from "@sluice/shared/events";
import { expect, test } from "vitest";
import { eventsSearch, FLAGS, filterOf, listFrom, listOf, listSearch, STATUSES, textOf } from "./search.ts";

test("the address keeps what it can read and drops the rest", () => {
  expect(
    eventsSearch({
      status: "failed,nonsense,pending",
      type: "invoice.*",
      flag: "replay,nonsense",
      failure: "duplicate_key~1a2b",
      sort: "upwards",
      live: "1",
      peek: "evt_1",
      nonsense: "x",
    }),
  ).toEqual({
    status: "failed,pending",
    type: "invoice.*",
    flag: "replay",
    failure: "duplicate_key~1a2b",
    live: true,
    peek: "evt_1",
  });
});

test("the address knows every status and flag there is", () => {
  expect([...STATUSES].sort()).toEqual([...EventStatus.options].sort());
  expect([...FLAGS].sort()).toEqual([...EventFlag.options].sort());
});

test("the filter asks for lists, whole minutes and at most four terms", () => {
  const now = Date.parse("2026-08-21T14:22:33Z");
  expect(filterOf({ range: "1h", status: "failed,pending", q: "a  b c d e", key: "cus_1" }, now)).toEqual({
    from: "2026-08-21T13:22:00.000Z",
    status: ["failed", "pending"],
    q: ["a", "b", "c", "d"],
    objectId: "cus_1",
  });
  expect(filterOf({ flag: "replay,test", failure: "g~1", error: "unmappable", id: "evt_1" }, now)).toEqual({
    flag: ["replay", "test"],
    failure: "g~1",
    error: ["unmappable"],
    id: "evt_1",
  });
  expect(filterOf({ live: true, peek: "evt_1", cols: "type", sort: "oldest" }, now)).toEqual({});
});

test("lists are texts in the address", () => {
  expect(listOf("a,b,")).toEqual(["a", "b"]);
  expect(textOf([])).toBeUndefined();
  expect(textOf(["a", "b"])).toBe("a,b");
});

test("an event's page keeps the list that led to it", () => {
  const search = {
    status: "failed",
    range: "24h",
    q: "a b",
    sort: "oldest",
    peek: "evt_1",
    live: true,
  } as const;
  const { list } = listFrom(search);
  expect(list).toBe("range=24h&status=failed&q=a+b&sort=oldest");
  expect(listSearch(list)).toEqual({ status: "failed", range: "24h", q: "a b", sort: "oldest" });
  expect(listFrom({ live: true })).toEqual({});
});
