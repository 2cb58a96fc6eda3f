import fc from "fast-check";
import { expect, test } from "vitest";
import { messageSplitter } from "./wire.ts";

const message = fc.uint8Array({ maxLength: 60 }).map((body) => {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  return Buffer.concat([head, body]);
});

test("messages come out whole however the stream was cut", () => {
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.nat(40)), (messages, cuts) => {
      const split = messageSplitter();
      const stream = Buffer.concat(messages);
      const seen: Buffer[] = [];
      let at = 0;
      for (const cut of [...cuts, stream.length]) {
        seen.push(...(split(stream.subarray(at, at + cut)) ?? []));
        at = Math.min(at + cut, stream.length);
      }
      expect(Buffer.concat(seen)).toEqual(stream);
      expect(seen.length).toBe(messages.length);
    }),
  );
});

test.each([-1, 15, 50_000_000])("a length of %d ends the connection", (length) => {
  const head = Buffer.alloc(16);
  head.writeInt32LE(length, 0);
  expect(messageSplitter()(head)).toBeUndefined();
});
