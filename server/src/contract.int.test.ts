import { ERROR_STATUS, isStream, ROLES, type Role, statusOf } from "@sluice/shared/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { checkAnswer } from "./platform/contract/answer.ts";
import type { AnyExample } from "./testing/examples.ts";
import { startTestApp, type TestApp } from "./testing/index.ts";
import { operations, sender } from "./testing/operations.ts";

// Every operation is called here once as it should be, and as it should not.
let app: TestApp;
/** A key for each role but the owner's. */
const keys: Partial<Record<Role, string>> = {};
beforeAll(async () => {
  app = await startTestApp(inject("mongoUri"), { SLUICE_TRUST_PROXY: "1" });
  for (const role of ["viewer", "member", "admin"] as const)
    keys[role] = (
      (await app.api("POST", "/api/v1/api-keys", { name: role, role })).body as { key: string }
    ).key;
});
afterAll(() => app.close());

const send = sender(() => app);

test("the published document has the operations that are tried here, and no others", async () => {
  const answer = await fetch(`${app.url}/api/openapi.json`);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const published = Object.values(paths).flatMap((item) =>
    Object.values(item).map(({ operationId }) => operationId),
  );
  expect(published.toSorted()).toEqual(operations.map(({ op }) => op.operationId).toSorted());
});

describe.each(operations)("$op.operationId", ({ op, make }) => {
  let example: AnyExample;
  beforeAll(async () => {
    example = await make(app);
  });

  if (op.role !== "public")
    test("knows nobody without credentials", async () => {
      expect(await send(op, example, { headers: {} })).toMatchObject({
        status: 401,
        json: { error: { code: "unauthenticated" } },
      });
    });

  if (op.role !== "public" && op.path.includes("{workspaceId}"))
    test("does not exist in another workspace", async () => {
      const elsewhere = { ...example, params: { ...example.params, workspaceId: "ws_0123456789ab" } };
      expect((await send(op, elsewhere)).status).toBe(404);
    });

  const below = ROLES[ROLES.indexOf(op.role as Role) - 1];
  if (below)
    test(`is not for a mere ${below}`, async () => {
      const answer = await send(op, example, { headers: { authorization: `Bearer ${keys[below]}` } });
      const isElsewhere = (example.params?.workspaceId ?? "default") !== "default";
      expect(answer.status).toBe(isElsewhere ? 404 : 403);
    });

  if (op.query)
    test("refuses a query that it does not know", async () => {
      const answer = await send(op, { ...example, query: { ...example.query, "status[]": "x" } });
      expect(answer).toMatchObject({ status: 400, json: { error: { code: "invalid_input" } } });
    });

  if (op.body)
    test("refuses a body of another type", async () => {
      const answer = await send(op, example, { type: "text/plain" });
      expect(answer.status).toBe(415);
    });

  test("answers as it declares", async () => {
    const answer = await send(op, example);
    if (example.fails) {
      expect(op.errors).toContain(example.fails);
      expect(answer).toMatchObject({
        status: ERROR_STATUS[example.fails],
        json: { error: { code: example.fails } },
      });
      return;
    }
    expect([answer.status, answer.text.slice(0, 500)]).toEqual([statusOf(op), expect.anything()]);
    if (isStream(op.output)) {
      const type = answer.headers.get("content-type")?.split(";")[0];
      expect([op.output.stream].flat()).toContain(type);
    } else checkAnswer(op, answer.json);
    if (!op.raw) expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  });

  if (op.method === "GET")
    test("answers HEAD alike, without a body", async () => {
      const answer = await send(op, example, { method: "HEAD" });
      expect([answer.status, answer.text]).toEqual([statusOf(op), ""]);
    });
});
