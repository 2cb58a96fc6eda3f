import { expect, test } from "vitest";
import { keptHeaders, shownHeaders } from "./headers.ts";

const HEX = "5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd";

test("credentials are not kept, what a connector verifies by is, and nothing long", () => {
  const names = [
    ...["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "apikey"],
    ...["x-auth-token", "x-gitlab-token", "x-amz-security-token", "x-client-secret", "x-csrf-token"],
  ];
  const kept = keptHeaders({
    ...Object.fromEntries(names.map((name) => [name, "planted"])),
    "stripe-signature": `t=1,v1=${HEX}`,
    "user-agent": ["a", "b"],
    "x-long": "x".repeat(3_000),
    "x-none": undefined,
  });
  expect(names.filter((name) => kept[name] !== "[redacted]")).toEqual([]);
  expect(kept).toMatchObject({ "stripe-signature": `t=1,v1=${HEX}`, "user-agent": "a, b" });
  expect(kept["x-long"]).toHaveLength(2_000);
  expect(kept).not.toHaveProperty("x-none");
});

test.each([
  ["stripe-signature", `t=1492774577,v1=${HEX},v0=${HEX}`, "t=1492774577,v1=5257a869…,v0=5257a869…"],
  ["x-hub-signature-256", `sha256=${HEX}`, "sha256=5257a869…"],
  ["x-shopify-hmac-sha256", "K6zT9h0rB1c2D3e4F5g6H7i8J9k0L1m2N3o4P5q6R7s=", "K6zT9…"],
  ["webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,g0hM9…"],
  ["x-signature", "tiny", "ti…"],
  ["authorization", "Bearer sk_live_1", "[redacted]"],
  ["x-api-key", "sk_live_1", "[redacted]"],
  ["content-type", "application/json; charset=utf-8", "application/json; charset=utf-8"],
  ["x-request-id", "req_1", "req_1"],
])("%s is shown without what would let anybody in", (name, value, shown) => {
  expect(shownHeaders({ [name]: value })).toEqual({ [name]: shown });
});
