import { createHmac } from "node:crypto";
import examples from "@octokit/webhooks-examples/api.github.com/index.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import { testConformance } from "../conformance.ts";
import { connectorOf } from "../index.ts";
import type { Fields } from "../objects.ts";
import { seconds } from "./times.ts";

const github = connectorOf("github");
const published = (examples as unknown as { name: string; examples: Fields[] }[]).flatMap(
  ({ name, examples: payloads }) => payloads.map((payload) => ({ name, payload })),
);

const headersOf = (event: string, id = "72d3162e-cc78-11e3-81ab-4c9367dc0958") => ({
  "x-github-event": event,
  "x-github-delivery": id,
});
const typeOf = (event: string, { action }: Fields) => (action ? `${event}.${action}` : event);

/** A published payload of the event, as that action. */
function eventOf(type: string) {
  const [event = "", action] = type.split(".");
  const { payload } = published.find(({ name, payload }) => name === event && payload.action === action) ??
    published.find(({ name }) => name === event) ?? { payload: UNPUBLISHED[event] ?? {} };
  return { payload: { ...payload, ...(action && { action }) }, headers: headersOf(event) };
}
const UNPUBLISHED: Readonly<Record<string, Fields>> = {
  registry_package: { registry_package: { id: 1, updated_at: "2026-01-01T00:00:00Z" } },
  secret_scanning_alert: {
    alert: { number: 4, created_at: "2026-01-01T00:00:00Z" },
    repository: { id: 9 },
  },
};

describe("conformance", () => {
  testConformance(github, { secrets: ["it's a secret", "another secret"], eventOf });
});

test("takes the signature of GitHub's own example", () => {
  const request = {
    rawBody: Buffer.from("Hello, World!"),
    headers: {
      "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
    },
    now: 0,
  };
  expect(github.verify(request, ["It's a Secret to Everybody"])).toEqual({ ok: true, secret: 0 });
  const sha1 = createHmac("sha1", "It's a Secret to Everybody").update("Hello, World!").digest("hex");
  expect(github.verify({ ...request, headers: { "x-hub-signature": `sha1=${sha1}` } }, ["x"])).toMatchObject({
    reason: "header_missing",
  });
});

describe("every payload that is published", () => {
  const outcomes = published.map(({ name, payload }) => {
    const envelope = github.envelope(payload, headersOf(name));
    if (typeof envelope === "string") throw new Error(`${name}: ${envelope}`);
    return { name, payload, envelope, mapping: github.map(payload, envelope.type) };
  });

  test("is taken in under its event and action", () => {
    expect(outcomes.length).toBeGreaterThan(280);
    for (const { name, payload, envelope } of outcomes) {
      expect(envelope.type).toBe(typeOf(name, payload));
      expect(envelope.eventId).toBe("72d3162e-cc78-11e3-81ab-4c9367dc0958");
    }
  });

  test("becomes a document as sent, or is left out with a reason", () => {
    const reasons: Record<string, string> = {};
    const collections = new Set<string>();
    for (const { name, payload, mapping, envelope } of outcomes) {
      if (mapping.kind === "ignored") {
        reasons[name] = mapping.reason;
        continue;
      }
      collections.add(mapping.collection);
      expect(mapping.id, name).toMatch(/^[\w:/.-]+$/);
      expect(mapping.at % 1_000_000, name).toBe(0);
      expect(mapping.at).toBeGreaterThan(Date.UTC(2007) * 1000);
      expect(envelope).toMatchObject({ objectId: mapping.id, at: mapping.at });
      if (name !== "push" && name !== "status")
        expect(Object.values(payload), name).toContain(mapping.document);
    }
    const kept = github.eventGroups.flatMap((group) => group.collections);
    const unpublished = ["secret_scanning_alerts"];
    expect([...collections, ...unpublished].sort()).toEqual([...new Set(kept)].sort());
    expect(reasons.ping).toBe("a ping says that the webhook is set up");
    expect(Object.keys(reasons).sort()).toEqual(LEFT_OUT);
  });

  test("is of a type that the catalogue names", () => {
    const known = new Set(github.eventGroups.flatMap(({ types }) => types));
    const strange = outcomes.map(({ envelope }) => envelope.type).filter((type) => !known.has(type));
    expect(strange).toEqual(["repository_dispatch.on-demand-test", "repository_dispatch.on-demand-test"]);
  });
});

const LEFT_OUT = [
  "create",
  "delete",
  "deployment_review",
  "github_app_authorization",
  "gollum",
  "installation_repositories",
  "label",
  "marketplace_purchase",
  "member",
  "membership",
  "merge_group",
  "meta",
  "org_block",
  "organization",
  "ping",
  "pull_request_review_thread",
  "repository_dispatch",
  "repository_import",
  "repository_vulnerability_alert",
  "sponsorship",
  "star",
  "team",
  "team_add",
  "watch",
  "workflow_dispatch",
];

const issue = (action: string, object: Fields = {}, beside: Fields = {}) => ({
  action,
  issue: { id: 5, state: "open", labels: [], updated_at: "2026-05-01T10:00:04Z", ...object },
  ...beside,
});
const mapped = (payload: Fields, event = "issues") => {
  const mapping = github.map(payload, typeOf(event, payload));
  return mapping.kind === "change" ? mapping : mapping.reason;
};

test("a change is as late as the object says, and ends where the object does", () => {
  const at = Date.UTC(2026, 4, 1, 10, 0, 4) * 1000;
  expect(mapped(issue("opened"))).toMatchObject({ collection: "issues", id: "5", at, rank: 10 });
  expect(mapped(issue("labeled"))).toMatchObject({ operation: "upsert", rank: 20 });
  expect(mapped(issue("closed"))).toMatchObject({ operation: "upsert", rank: 20 });
  expect(mapped(issue("deleted"))).toMatchObject({ operation: "delete", at, rank: 80 });
  const moved = { changes: { new_issue: { id: 6 } } };
  expect(mapped(issue("transferred", {}, moved))).toMatchObject({ operation: "delete", id: "5" });
  expect(mapped(issue("transferred", {}, { changes: { new_issue: { id: 5 } } }))).toMatchObject({
    operation: "upsert",
  });
  expect(mapped(issue("opened", { updated_at: null }))).toMatch(/no time/);
  expect(mapped(issue("opened", { id: undefined }))).toMatch(/no id/);
});

test("what is merged or dismissed stays so, whatever else happens in that second", () => {
  const merged = { pull_request: { id: 1, merged: true, updated_at: "2026-05-01T10:00:04Z" } };
  expect(mapped({ action: "labeled", ...merged }, "pull_request")).toMatchObject({ rank: 40 });
  const run = (status: string) => ({
    action: status,
    workflow_run: { id: 1, status, updated_at: "2026-05-01T10:00:04Z" },
  });
  const ranks = ["queued", "in_progress", "completed"].map((status) => mapped(run(status), "workflow_run"));
  expect(ranks.map((one) => typeof one === "object" && one.rank)).toEqual([20, 24, 30]);
});

test("times are whole seconds, of texts and of numbers", () => {
  expect(seconds("2019-05-15T15:20:18Z")).toBe(Date.UTC(2019, 4, 15, 15, 20, 18) / 1000);
  expect(seconds("2022-06-08T17:19:35-04:00")).toBe(Date.UTC(2022, 5, 8, 21, 19, 35) / 1000);
  expect(seconds(1557933657)).toBe(1_557_933_657);
  for (const junk of [null, undefined, "", "yesterday", "2019-99-99T00:00:00Z", -1, 1.5, 9e15, {}, [7], true])
    expect(seconds(junk)).toBeUndefined();
});

test("which event it is, its headers say", () => {
  const refusal = (headers: Record<string, string>) => github.envelope(issue("opened"), headers);
  expect(refusal({})).toBe("the header x-github-event is missing");
  expect(refusal({ "x-github-event": "issues" })).toBe("the header x-github-delivery is missing");
  expect(refusal(headersOf("../issues"))).toMatch(/names no event/);
  expect(refusal(headersOf("issues", "x".repeat(300)))).toMatch(/longer/);
  expect(refusal(headersOf("issues"))).toMatchObject({
    type: "issues.opened",
    tieKey: "5@issues@1777629604",
  });
});

describe("of events of one second", () => {
  const [bug, docs] = [{ id: 1 }, { id: 2 }];
  const labeled = issue("labeled", { labels: [bug] }, { label: bug });
  const both = issue("labeled", { labels: [bug, docs] }, { label: docs });
  const closed = issue("closed", { labels: [bug, docs], state: "closed" });
  const resolve = (...payloads: Fields[]) =>
    github.resolveTie(
      payloads,
      payloads.map((one) => typeOf("issues", one)),
    );

  test.each([
    [[labeled, both, closed], closed],
    [[closed, both, labeled], closed],
    [[both, closed, labeled], closed],
  ])("the last is the one that the others lead to", (payloads, last) => {
    expect(resolve(...payloads)).toEqual({ winner: payloads.indexOf(last), ambiguous: false });
  });

  test("an edit names the title before it", () => {
    const edit = (title: string, from: string) =>
      issue("edited", { title }, { changes: { title: { from } } });
    const events = [edit("c", "b"), edit("b", "a")];
    expect(resolve(...events)).toEqual({ winner: 0, ambiguous: false });
    expect(resolve(...events.toReversed())).toEqual({ winner: 1, ambiguous: false });
  });

  test("those that lead in a circle or nowhere are ambiguous", () => {
    const reopened = issue("reopened", { labels: [bug, docs] });
    expect(resolve(closed, reopened)).toMatchObject({ ambiguous: true });
    expect(resolve(labeled, issue("typed", { title: "x" }))).toMatchObject({ ambiguous: true });
  });
});
