import { Validator } from "@seriousme/openapi-schema-validator";
import { contract, ROLES } from "@sluice/shared/contract";
import { describe, expect, test } from "vitest";
import { garden } from "./contract-testing.ts";
import { openApiDocument } from "./index.ts";

const ABOUT = { version: "1.2.3", publicUrl: "https://garden.example", sessionCookie: "session" };
const plants = openApiDocument(garden, ABOUT);

test.each([
  ["Sluice's own", openApiDocument(contract, ABOUT)],
  ["one with every kind of operation", plants],
])("%s document is valid OpenAPI 3.1", async (_name, document) => {
  const validator = new Validator();
  expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toMatchObject({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("every operation of the contract is in the document once, with its id and role", () => {
  const { paths } = openApiDocument(contract, ABOUT);
  const documented = Object.values(paths ?? {}).flatMap((item) =>
    Object.values(item).map((one) => [one.operationId, one["x-role"] ?? "public"]),
  );
  const declared = Object.values(contract).flatMap((feature) =>
    Object.values(feature).map(({ operationId, role }) => [operationId, role]),
  );
  expect(documented.toSorted()).toEqual(declared.toSorted());
});

describe("of an operation it says", () => {
  test("what its query takes: one type each, with bounds and defaults", () => {
    const { parameters } = plants.paths?.["/api/plants"]?.get ?? {};
    expect(parameters).toEqual([
      expect.objectContaining({
        name: "limit",
        schema: { type: "integer", minimum: 1, maximum: 200, default: 50 },
      }),
      expect.objectContaining({ name: "cursor" }),
      expect.objectContaining({ name: "height", schema: { type: "integer", minimum: 0, maximum: 100 } }),
      expect.objectContaining({
        name: "color",
        schema: { type: "array", maxItems: 50, items: { type: "string", enum: ["red", "blue"] } },
      }),
      expect.objectContaining({ name: "since", schema: { type: "string", format: "date-time" } }),
      expect.objectContaining({ name: "wild", schema: { type: "boolean" } }),
    ]);
    expect(parameters?.every((one) => !("required" in one && one.required))).toBe(true);
  });

  test("how to prove who is asking, unless it is public", () => {
    expect(plants.security).toEqual([{ apiKey: [] }, { session: [] }]);
    expect(plants.components?.securitySchemes).toMatchObject({
      apiKey: { type: "http", scheme: "bearer" },
      session: { type: "apiKey", in: "cookie", name: "session" },
    });
    expect(plants.paths?.["/api/greet"]?.post?.security).toEqual([]);
    expect(plants.paths?.["/api/plants"]?.post?.security).toBeUndefined();
    expect(ROLES).toContain(plants.paths?.["/api/plants"]?.post?.["x-role" as never]);
  });

  test("which answers it gives, with the codes of each status", () => {
    const create = plants.paths?.["/api/plants"]?.post;
    expect(Object.keys(create?.responses ?? {})).toEqual(
      expect.arrayContaining(["201", "400", "401", "403", "413", "415", "503"]),
    );
    expect(create?.responses?.[403].description).toContain("`forbidden`");
    expect(create?.responses?.[400].content["application/json"].schema).toEqual({
      $ref: "#/components/schemas/Error",
    });
    expect(plants.paths?.["/api/plants/{id}/water"]?.post?.responses).toHaveProperty("204");
    expect(Object.keys(plants.paths?.["/api/plants/export"]?.get?.responses?.[200].content)).toEqual([
      "application/x-ndjson",
      "text/csv",
    ]);
  });

  test("whether it needs a body", () => {
    expect(plants.paths?.["/api/plants"]?.post?.requestBody).toMatchObject({ required: true });
    expect(plants.paths?.["/api/greet"]?.post?.requestBody).toMatchObject({ required: false });
    expect(plants.paths?.["/api/plants/{id}/water"]?.post?.requestBody).toBeUndefined();
  });
});

test("an answer may grow, a request is closed", () => {
  const { paths } = plants;
  expect(paths?.["/api/plants/{id}"]?.get?.responses?.[200].content["application/json"].schema).toEqual({
    type: "object",
    properties: { id: { type: "string" }, height: { type: "integer" } },
    required: ["id", "height"],
  });
  expect(paths?.["/api/plants"]?.post?.requestBody).toMatchObject({
    content: { "application/json": { schema: { additionalProperties: false } } },
  });
});
