import { MongoClient, MongoServerError } from "mongodb";
import { expect, test } from "vitest";
import { AppError } from "../platform/errors.ts";
import { WeakUriError } from "../platform/mongo.ts";
import { reasonOf, troubleOf } from "./trouble.ts";

const URI = "mongodb://ada:s3cr%40t@db.example.com/?authSource=admin";

test("each kind of error is told apart, with what to do", () => {
  const refused = new AppError("unprocessable", "destination.uri: 10.0.0.1 is a private address");
  const errors: Array<[unknown, string]> = [
    [refused, "address"],
    [new Error("selection", { cause: new Error("network", { cause: refused }) }), "address"],
    [new WeakUriError("asks for less"), "writeConcern"],
    [new MongoServerError({ message: "Authentication failed.", code: 18 }), "authenticated"],
    [new MongoServerError({ message: "bad auth", code: 8000 }), "authenticated"],
    [new Error("connect ECONNREFUSED"), "reachable"],
  ];
  for (const [error, of] of errors) {
    const trouble = troubleOf(error, URI);
    expect(trouble.of).toBe(of);
    expect(trouble.whatToDo).toMatch(/^[A-Z].{20,}/);
  }
});

test.each(["mongodb://ada:s3cret@host:99999", "mongodb://ada:x@y@host", "mongodb://"])(
  "%s cannot be read, and nothing of it is repeated",
  (uri) => {
    let error: unknown;
    try {
      new MongoClient(uri);
    } catch (thrown) {
      error = thrown;
    }
    const trouble = troubleOf(error, uri);
    expect(trouble.of).toBe("address");
    expect(trouble.reason).not.toMatch(/s3cret|x@y/);
  },
);

test("a reason holds neither the URI nor a part of its credentials", () => {
  const error = new Error(`could not use ${URI}: s3cr%40t or s3cr@t of ada:s3cr%40t`);
  expect(reasonOf(error, URI)).not.toMatch(/s3cr|ada/);
});
