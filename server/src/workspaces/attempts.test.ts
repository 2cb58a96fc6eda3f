import { expect, test } from "vitest";
import { attempts, countedAs } from "./attempts.ts";

test("only failures count, also many at once, and each address for itself", async () => {
  const limited = attempts(3, 60);
  const succeed = () => Promise.resolve("in");
  const fail = () => Promise.reject(new Error("wrong"));
  for (let n = 0; n < 20; n += 1) expect(await limited.limit("192.0.2.1", succeed)).toBe("in");
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => limited.limit("192.0.2.1", fail)));
  expect(tries.map((one) => one.status === "rejected" && one.reason.message === "wrong")).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  await expect(limited.limit("192.0.2.1", succeed)).rejects.toMatchObject({
    code: "rate_limited",
    retryAfter: expect.any(Number),
  });
  expect(await limited.limit("192.0.2.2", succeed)).toBe("in");
});

test("an IPv6 network counts as one, an IPv4 address in IPv6 clothes as itself", () => {
  expect(countedAs("2001:db8:1:2:aaaa::1")).toBe(countedAs("2001:db8:1:2:bbbb::2"));
  expect(countedAs("2001:db8:1:3::1")).not.toBe(countedAs("2001:db8:1:2::1"));
  expect(countedAs("::ffff:192.0.2.1")).toBe(countedAs("192.0.2.1"));
});
