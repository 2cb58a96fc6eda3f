import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { testConformance } from "../conformance.ts";
import { connectorOf } from "../index.ts";
import { microseconds } from "./times.ts";

const close = connectorOf("close");

describe("conformance", () => {
  testConformance(close, {
    toleranceSeconds: 300,
    secrets: ["a1".repeat(32), "b2".repeat(32)],
    eventOf: (type) => {
      const dot = type.lastIndexOf(".");
      return {
        payload: event({ object_type: type.slice(0, dot), action: type.slice(dot + 1) }),
        headers: {},
      };
    },
  });
});

test("statuses, exports and bulk actions can be subscribed to", () => {
  const types = close.eventGroups.flatMap((group) => group.types);
  expect(types).toEqual(
    expect.arrayContaining([
      "status.lead.deleted",
      "status.opportunity.updated",
      "import.updated",
      "export.opportunity.completed",
      "bulk_action.sequence_subscription.paused",
    ]),
  );
});

const event = (over: object = {}) => ({
  event: {
    id: "ev_1",
    object_type: "lead",
    object_id: "lead_1",
    action: "updated",
    organization_id: "orga_1",
    date_created: "2026-05-01T10:00:05.000300",
    date_updated: "2026-05-01T10:00:06.000000",
    previous_data: {},
    data: { id: "lead_1", name: "Okafor", date_updated: "2026-05-01T10:00:04.123456+00:00" },
    ...over,
  },
  subscription_id: "whsub_1",
});
const mapped = (over?: object) => {
  const mapping = close.map(event(over), "");
  return mapping.kind === "change" ? mapping : mapping.reason;
};
const at = (text: string) => microseconds(text) as number;

test("signs the timestamp and the body with the bytes that the key stands for", () => {
  const key = "00ff".repeat(16);
  const rawBody = Buffer.from('{"a":1}');
  const hash = createHmac("sha256", Buffer.from(key, "hex")).update('1770000000{"a":1}').digest("hex");
  const request = { rawBody, now: 1_770_000_000_000 };
  const headers = { "close-sig-hash": hash, "close-sig-timestamp": "1770000000" };
  expect(close.verify({ ...request, headers }, [key])).toEqual({ ok: true, secret: 0 });
  const later = { ...headers, "close-sig-timestamp": "1770000001" };
  expect(close.verify({ ...request, headers: later }, [key])).toMatchObject({ reason: "signature" });
  expect(close.verify({ ...request, headers }, ["not hex", key.slice(0, 8)])).toMatchObject({ ok: false });
});

test("times are exact to the microsecond, and UTC where they name no zone", () => {
  expect(at("2018-12-06T18:44:05.483001")).toBe(Date.UTC(2018, 11, 6, 18, 44, 5, 483) * 1000 + 1);
  expect(at("2018-12-06T18:44:05.5+01:00")).toBe(Date.UTC(2018, 11, 6, 17, 44, 5, 500) * 1000);
  expect(at("2018-12-06T18:44:05Z")).toBe(Date.UTC(2018, 11, 6, 18, 44, 5) * 1000);
  for (const junk of [undefined, 7, "", "2018-12-06", "yesterday", "2018-99-99T00:00:00"])
    expect(microseconds(junk)).toBeUndefined();
});

describe("a change", () => {
  test("is as late as the object says, not as the event does", () => {
    expect(mapped()).toMatchObject({
      collection: "leads",
      id: "lead_1",
      operation: "upsert",
      at: at("2026-05-01T10:00:04.123456Z"),
      rank: 20,
      document: { id: "lead_1", name: "Okafor" },
    });
    expect(mapped({ data: { id: "lead_1" } })).toMatchObject({ at: at("2026-05-01T10:00:06Z") });
  });

  test("is of the object that is carried, whatever the event names", () => {
    expect(mapped({ object_id: "lead_other" })).toMatchObject({ id: "lead_1" });
    expect(mapped({ action: "merged", object_id: "lead_source" })).toMatchObject({
      id: "lead_1",
      operation: "upsert",
    });
    expect(mapped({ data: { name: "no id" } })).toMatchObject({ id: "lead_1" });
    expect(mapped({ data: {} })).toMatch(/carries no object/);
    expect(mapped({ data: { name: "x" }, object_id: null })).toMatch(/no id/);
  });

  test.each([
    ["activity.call", "activities"],
    ["activity.custom_activity", "activities"],
    ["task.outbound_call", "tasks"],
    ["custom_fields.shared", "custom_fields"],
    ["opportunity", "opportunities"],
    ["saved_search", "saved_searches"],
    ["status.opportunity", "status_opportunities"],
    ["export.lead", "exports"],
    ["bulk_action.email", "bulk_action_emails"],
    ["something.new", "something_news"],
  ])("of %s lands in %s", (object_type, collection) => {
    expect(mapped({ object_type })).toMatchObject({ collection });
  });
});

describe("a delete", () => {
  const deleted = { action: "deleted", data: {} };

  test("is as late as the event, and never earlier than what was deleted", () => {
    const logged = at("2026-05-01T10:00:05.000300Z");
    expect(mapped(deleted)).toMatchObject({ operation: "delete", id: "lead_1", at: logged, rank: 80 });
    const before = (date_updated: string) => ({ ...deleted, previous_data: { id: "lead_1", date_updated } });
    expect(mapped(before("2026-05-01T10:00:01+00:00"))).toMatchObject({ at: logged });
    expect(mapped(before("2026-05-01T10:00:09+00:00"))).toMatchObject({ at: at("2026-05-01T10:00:09Z") });
  });

  test("of which two objects are named deletes neither", () => {
    expect(mapped({ ...deleted, previous_data: { id: "lead_2" } })).toMatch(/not clear which was deleted/);
    expect(mapped({ ...deleted, object_id: null, previous_data: { id: "lead_2" } })).toMatchObject({
      id: "lead_2",
    });
  });
});

test("an envelope is searched by its lead, its people and their addresses", () => {
  const payload = JSON.parse(
    close.sample("lead.updated", "a1".repeat(32), Date.UTC(2026, 4, 1)).rawBody.toString(),
  );
  const envelope = close.envelope(payload, {});
  expect(envelope).toMatchObject({
    type: "lead.updated",
    account: expect.stringMatching(/^orga_/),
    terms: expect.arrayContaining([
      "type:lead.updated",
      "wilhelmina@example.com",
      "+31105550142",
      "Okafor Instruments",
    ]),
  });
});

describe("of events about one state", () => {
  const tied = (date_created: string, name: string) => {
    const one = event({ date_created, date_updated: date_created });
    return { event: { ...one.event, data: { ...one.event.data, name } } };
  };

  test("the one that was logged last wins, wherever it stands", () => {
    const events = [tied("2026-05-01T10:00:05", "a"), tied("2026-05-01T10:00:05.000001", "b")];
    expect(close.resolveTie(events, [])).toEqual({ winner: 1, ambiguous: false });
    expect(close.resolveTie(events.toReversed(), [])).toEqual({ winner: 0, ambiguous: false });
  });

  test("logged at once, they are ambiguous only if they differ", () => {
    const [a, b] = [tied("2026-05-01T10:00:05", "a"), tied("2026-05-01T10:00:05", "b")];
    expect(close.resolveTie([a, b], [])).toEqual({ winner: 1, ambiguous: true });
    expect(close.resolveTie([a, structuredClone(a)], [])).toEqual({ winner: 1, ambiguous: false });
  });
});
