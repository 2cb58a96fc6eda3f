import { MongoBulkWriteError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from "mongodb";
import { expect, test } from "vitest";
import { classifyMongoError, isLaneError, LaneError } from "./lane-error.ts";

const server = (code: number, message = "x") => new MongoServerError({ code, message });

test("whose failure an error is", () => {
  const of = (error: unknown) => classifyMongoError(error).of;
  for (const code of [13, 18, 50, 91, 189, 10107, 11600, 14031])
    expect(of(server(code)), `${code}`).toBe("lane");
  for (const code of [121, 11000, 10334, 15, 57]) expect(of(server(code)), `${code}`).toBe("document");
  expect(of(server(1, "No space left on device"))).toBe("lane");
  expect(of(new MongoNetworkError("closed"))).toBe("connection");
  expect(of(new MongoServerSelectionError("none", {} as never))).toBe("lane");
  expect(of(new RangeError("offset is out of range"))).toBe("document");
  expect(of(new Error("ours"))).toBe("bug");
  expect(of("text")).toBe("bug");
});

test("sees the broken connection behind a bulk write's error", () => {
  const hidden = new MongoBulkWriteError(new MongoNetworkError("connection closed") as never, {} as never);
  expect(classifyMongoError(hidden)).toMatchObject({ of: "connection", message: "connection closed" });
  expect(isLaneError(hidden)).toBe(true);
  expect(isLaneError(new LaneError("rest"))).toBe(true);
  expect(isLaneError(server(11000))).toBe(false);
});
