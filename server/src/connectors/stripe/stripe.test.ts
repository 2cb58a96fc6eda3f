import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { testConformance } from "../conformance.ts";
import { connectorOf } from "../index.ts";
import { collectionOf } from "./objects.ts";

const stripe = connectorOf("stripe");

describe("conformance", () => {
  testConformance(stripe, {
    toleranceSeconds: 300,
    secrets: ["whsec_conformance_first", "whsec_conformance_second"],
    merge: (first, second) => ({
      "stripe-signature": `${first["stripe-signature"]},${second["stripe-signature"]?.split(",")[1]}`,
    }),
    eventOf: (type) => {
      const object = stripe.eventGroups.find(({ types }) => types.includes(type))?.objects[0] ?? "unheard_of";
      const isNameless = object === "billing.alert_triggered";
      return {
        payload: event(type, { object, ...(!isNameless && { id: "x_1" }), customer: "cus_1" }),
        headers: {},
      };
    },
  });
});

const event = (type: string, object: unknown, more: object = {}) => ({
  id: "evt_1",
  object: "event",
  type,
  created: 1_750_000_000,
  data: { object },
  ...more,
});

const mapped = (type: string, object: unknown, more?: object) => {
  const mapping = stripe.map(event(type, object, more), type);
  return mapping.kind === "change" ? mapping : mapping.reason;
};

test("the catalogue is that of the SDK's API version", () => {
  const types = new URL("./resources/WebhookEndpoints.d.ts", import.meta.resolve("stripe"));
  const union = /type EnabledEvent = ([^;]+);/.exec(readFileSync(types, "utf8"))?.[1] ?? "";
  const known = [...union.matchAll(/'([^']+)'/g)].map((match) => match[1]).filter((type) => type !== "*");
  expect(known.length).toBeGreaterThan(200);
  expect(stripe.eventGroups.flatMap((group) => group.types).sort()).toEqual(known.sort());
});

test("a key's words name what it is asked for beside the objects themselves", () => {
  for (const permission of ["Events", "Accounts", "Webhook Endpoints"])
    expect(stripe.apiKey?.where).toContain(`**${permission}**`);
});

test("collections are the plural of the object's name", () => {
  const names = {
    customer: "customers",
    payment_intent: "payment_intents",
    tax_id: "tax_ids",
    capability: "capabilities",
    "issuing.card": "issuing_cards",
    "checkout.session": "checkout_sessions",
    balance: "balances",
    person: "persons",
    address: "addresses",
    "tax.settings": "tax_settings",
    ephemeral_key: "ephemeral_keys",
    "radar.early_fraud_warning": "radar_early_fraud_warnings",
    "entitlements.active_entitlement_summary": "entitlements_active_entitlement_summaries",
  };
  expect(Object.fromEntries(Object.keys(names).map((name) => [name, collectionOf(name)]))).toEqual(names);
});

test("objects without an id", () => {
  expect(mapped("balance.available", { object: "balance" })).toMatchObject({ id: "balance" });
  expect(mapped("balance.available", { object: "balance" }, { account: "acct_1" })).toMatchObject({
    id: "acct_1",
  });
  expect(mapped("cash_balance.funds_available", { object: "cash_balance", customer: "cus_1" })).toMatchObject(
    { id: "cus_1" },
  );
  expect(mapped("invoice.upcoming", { object: "invoice", id: "upcoming_in_1" })).toMatch(/preview/);
  expect(mapped("x.updated", { object: "account_link" })).toMatch(/no id/);
  expect(mapped("x.updated", { object: "../etc", id: "a" })).toMatch(/no type name/);
  expect(mapped("x.updated", { object: "customer", id: "a".repeat(256) })).toMatch(/longer/);
  expect(mapped("x.updated", null)).toMatch(/no object/);
});

test("deleted means gone at Stripe", () => {
  const operation = (type: string, object: object) => mapped(type, { id: "x_1", ...object });
  expect(operation("customer.deleted", { object: "customer" })).toMatchObject({
    operation: "delete",
    rank: 80,
  });
  expect(operation("customer.discount.deleted", { object: "discount" })).toMatchObject({
    operation: "delete",
  });
  expect(operation("invoice.deleted", { object: "invoice", status: "draft" })).toMatchObject({
    operation: "delete",
  });
  expect(operation("coupon.updated", { object: "coupon", deleted: true })).toMatchObject({
    operation: "delete",
  });
  expect(operation("customer.source.deleted", { object: "source" })).toMatchObject({ operation: "upsert" });
  const ended = operation("customer.subscription.deleted", { object: "subscription", status: "canceled" });
  expect(ended).toMatchObject({ operation: "upsert", rank: 39 });
});

test("ranks only what never goes back", () => {
  const rank = (type: string, object: object) => {
    const mapping = mapped(type, { id: "x_1", ...object });
    return typeof mapping === "string" ? mapping : mapping.rank;
  };
  const invoice = (status: string) => rank("invoice.updated", { object: "invoice", status });
  expect(invoice("draft")).toBeLessThan(invoice("open") as number);
  expect(invoice("open")).toBeLessThan(invoice("uncollectible") as number);
  expect(invoice("uncollectible")).toBeLessThan(invoice("paid") as number);
  expect(invoice("void")).toBe(invoice("paid"));
  const subscription = (status: string) =>
    rank("customer.subscription.updated", { object: "subscription", status });
  expect(subscription("active")).toBe(subscription("past_due"));
  expect(subscription("incomplete")).toBeLessThan(subscription("active") as number);
  expect(subscription("unpaid")).toBeLessThan(subscription("canceled") as number);
  expect(rank("invoice.created", { object: "invoice", status: "paid" })).toBe(10);
  expect(rank("customer.source.created", { object: "source", status: "chargeable" })).toBe(20);
  expect(rank("x.updated", { object: "constructor", status: "toString" })).toBe(20);
  expect(rank("x.updated", { object: "invoice", status: "__proto__" })).toBe(20);
});

test("the envelope's terms: the type first, the tie key, then what people search for", () => {
  const object = {
    object: "invoice",
    id: "in_1",
    customer: "cus_1",
    customer_email: "a@b.example",
    number: "N-1",
    name: "x".repeat(129),
    subscription: null,
    parent: { subscription_details: { subscription: "sub_1" } },
  };
  expect(stripe.envelope(event("invoice.paid", object, { livemode: true, account: "acct_1" }), {})).toEqual({
    eventId: "evt_1",
    type: "invoice.paid",
    at: 1_750_000_000_000_000,
    objectId: "in_1",
    livemode: true,
    account: "acct_1",
    tieKey: "in_1@1750000000",
    terms: ["type:invoice.paid", "in_1@1750000000", "acct_1", "cus_1", "N-1", "a@b.example", "sub_1"],
  });
});

test("what connected accounts may name alike stays apart, and a document keeps whose it is", () => {
  const of = (account: string | undefined, object: object) =>
    mapped("coupon.updated", { id: "SUMMER", ...object }, { livemode: false, ...(account && { account }) });
  expect(of(undefined, { object: "coupon" })).toMatchObject({ id: "SUMMER", livemode: false });
  expect(of("acct_1", { object: "coupon" })).toMatchObject({ id: "acct_1:SUMMER", account: "acct_1" });
  expect(of("acct_2", { object: "plan" })).toMatchObject({ id: "acct_2:SUMMER", account: "acct_2" });
  expect(of("acct_1", { object: "customer" })).toMatchObject({ id: "SUMMER", account: "acct_1" });
  const coupon = event("coupon.updated", { object: "coupon", id: "SUMMER" }, { account: "acct_1" });
  expect(stripe.envelope(coupon, {})).toMatchObject({
    objectId: "acct_1:SUMMER",
    terms: ["type:coupon.updated", "acct_1:SUMMER@1750000000", "acct_1", "SUMMER"],
  });
});

describe("a thin event", () => {
  const thin = (over: object = {}) => ({
    id: "evt_test_1",
    object: "v2.core.event",
    type: "v2.core.account.updated",
    livemode: false,
    created: "2026-05-01T10:00:04.123Z",
    context: "acct_1",
    related_object: { id: "acct_9", type: "v2.core.account", url: "/v2/core/accounts/acct_9" },
    ...over,
  });
  const at = Date.UTC(2026, 4, 1, 10, 0, 4, 123) * 1000;

  const of = (type: string, related_object: object, context: string | null) =>
    stripe.map(thin({ type, context, related_object }), "");

  test("of a canceled subscription deletes nothing: Stripe still has it", () => {
    const related = { id: "sub_1", type: "subscription", url: "/v1/subscriptions/sub_1" };
    expect(of("v1.customer.subscription.deleted", related, null)).toMatchObject({
      kind: "ignored",
      about: { collection: "subscriptions", id: "sub_1" },
    });
    const customer = { id: "cus_1", type: "customer", url: "/v1/customers/cus_1" };
    expect(of("v1.customer.deleted", customer, null)).toMatchObject({ operation: "delete", id: "cus_1" });
  });

  test("has the ids of its snapshot event, where people choose them and accounts may share them", () => {
    const coupon = { id: "SUMMER", type: "coupon", url: "/v1/coupons/SUMMER" };
    const deleted = (context: string | null) => of("v1.coupon.deleted", coupon, context);
    expect(deleted("acct_1")).toMatchObject({ operation: "delete", id: "acct_1:SUMMER" });
    expect(deleted("org_6/acct_1")).toMatchObject({ id: "acct_1:SUMMER" });
    expect(deleted(null)).toMatchObject({ id: "SUMMER" });
    expect(stripe.envelope(thin({ related_object: coupon }), {})).toMatchObject({
      objectId: "acct_1:SUMMER",
      terms: expect.arrayContaining(["acct_1:SUMMER", "SUMMER"]),
    });
  });

  test("is taken in with what it is about, and carries nothing to write", () => {
    expect(stripe.envelope(thin(), {})).toEqual({
      eventId: "evt_test_1",
      type: "v2.core.account.updated",
      at,
      objectId: "acct_9",
      livemode: false,
      account: "acct_1",
      terms: ["type:v2.core.account.updated", "acct_9", "acct_1"],
    });
    expect(stripe.map(thin(), "")).toMatchObject({
      kind: "ignored",
      reason: expect.stringMatching(/store an API key/),
      about: { collection: "v2_core_accounts", id: "acct_9" },
    });
  });

  test("that says its object is deleted needs no more", () => {
    expect(stripe.map(thin({ type: "v2.core.account.deleted" }), "")).toMatchObject({
      kind: "change",
      operation: "delete",
      id: "acct_9",
      at,
      rank: 80,
    });
  });

  test("is asked for nowhere else than in Stripe's API", () => {
    const url = (one: unknown) =>
      stripe.map(thin({ related_object: { ...thin().related_object, url: one } }), "");
    for (const bad of [
      "https://evil.example/v2/x",
      "//evil.example/v2/x",
      "/v3/x",
      "/v2/x?y=1",
      "/v2/../x",
      7,
    ])
      expect(url(bad), String(bad)).toMatchObject({
        kind: "ignored",
        reason: expect.stringMatching(/no object/),
      });
    expect(stripe.map(thin({ related_object: null }), "")).not.toHaveProperty("about");
  });

  test("without an id, a type or a time is none", () => {
    for (const over of [{ id: "" }, { type: 7 }, { created: 1_750_000_000 }, { created: "yesterday" }])
      expect(stripe.envelope(thin(over), {})).toBeTypeOf("string");
  });
});

test("what is not a snapshot event is refused with the reason", () => {
  const customer = { object: "customer", id: "cus_1" };
  const refusal = (more: object) => stripe.envelope(event("customer.updated", customer, more), {});
  expect(refusal({ id: undefined })).toMatch(/no id/);
  expect(refusal({ id: "e".repeat(256) })).toMatch(/longer/);
  expect(refusal({ type: 7 })).toMatch(/no type/);
  for (const created of ["1750000000", 1.5, -1, 1e12, null]) expect(refusal({ created })).toMatch(/created/);
  expect(refusal({ data: undefined })).toMatchObject({ eventId: "evt_1" });
});

test("the header may have spaces, an older scheme, and an empty signature beside the right one", () => {
  const { rawBody, headers } = stripe.sample("customer.created", "whsec_1", 1_750_000_000_000);
  const [t, v1] = headers["stripe-signature"]!.split(",");
  for (const header of [`${t}, ${v1}`, `${t},v0=00,${v1}`, `${t},v1=,${v1}`, `${t},v1=é,${v1}`]) {
    const request = { rawBody, headers: { "stripe-signature": header }, now: 1_750_000_000_000 };
    expect(stripe.verify(request, ["whsec_1"]), header).toEqual({ ok: true, secret: 0 });
  }
  const doubled = { rawBody, headers: { "stripe-signature": `${t},t=1,${v1}` }, now: 1_750_000_000_000 };
  expect(stripe.verify(doubled, ["whsec_1"])).toMatchObject({ reason: "header_malformed" });
});

test("what is signed is the bytes, also where they are not valid text", () => {
  const rawBody = Buffer.concat([
    Buffer.from([0xef, 0xbb, 0xbf]),
    Buffer.from("{}"),
    Buffer.from([0xff, 0xc3]),
  ]);
  const digest = createHmac("sha256", "whsec_é").update("1750000000.").update(rawBody).digest("hex");
  const request = {
    rawBody,
    headers: { "stripe-signature": `t=1750000000,v1=${digest}` },
    now: 1_750_000_000_000,
  };
  expect(stripe.verify(request, ["whsec_é"])).toEqual({ ok: true, secret: 0 });
});
