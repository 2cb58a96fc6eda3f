import { expect, test } from "vitest";
import { placeOf } from "./place-of.ts";

test.each([
  ["an event of ours", "evt_01K3A7Q2M9XC4N8RZTB5VWE6HD", "/events/$id"],
  ["a job", "job_01K3A7Q2M9XC4N8RZTB5VWE6HD", "/jobs/$id"],
  ["a rejected request", "rej_01K3A7Q2M9XC4N8RZTB5VWE6HD", "/rejected"],
  ["an event of Stripe", "evt_1Rz2abCdEfGh34jKmnPqrsTv", "/events"],
  ["an event of Stripe that has no small letter and no odd one", "evt_1RZ2ABCDEFGH34JKMNPQRSTV", "/events"],
  ["a request of Stripe", "req_4hV9xkP2mQ7sTn", "/events"],
  ["an event id in small letters", "evt_01k3a7q2m9xc4n8rztb5vwe6hd", "/events"],
])("%s", (_what, id, to) => {
  expect(placeOf(id).to).toBe(to);
});
