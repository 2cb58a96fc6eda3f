import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createClient, SluiceError } from "./index.ts";

type Respond = (req: IncomingMessage, res: ServerResponse, body: string) => void;
const json = (res: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) =>
  res.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));

let server: Server;
let baseUrl: string;
let respond: Respond;
let seen: { method: string; url: string; headers: IncomingMessage["headers"]; body: string }[];

beforeAll(async () => {
  server = createServer(async (req, res) => {
    const body = (await req.toArray()).join("");
    seen.push({ method: req.method ?? "", url: req.url ?? "", headers: req.headers, body });
    respond(req, res, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());
beforeEach(() => {
  seen = [];
  respond = (_req, res) => json(res, 200, {});
});

const refused = async (call: Promise<unknown>): Promise<SluiceError> => {
  const error = await call.then(() => undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(SluiceError);
  return error as SluiceError;
};

test("a call fills the path, asks with the query, and says who and for which workspace", async () => {
  let workspaceId = "ws_one";
  const sluice = createClient({
    baseUrl: `${baseUrl}/`,
    apiKey: () => "sk_1",
    workspaceId: () => workspaceId,
    headers: { "x-team": "a" },
  });
  await sluice.syncJobs.events({
    params: { jobId: "job/1?" },
    query: { status: "failed", from: "2026-01-01T00:00:00+01:00", limit: 5, type: undefined },
  });
  workspaceId = "ws_two";
  await sluice.syncJobs.update({ params: { jobId: "j" }, body: { paused: true } });
  await sluice.syncJobs.list({ params: { workspaceId: "ws_three" } }, { headers: { "x-team": "b" } });
  expect(seen).toMatchObject([
    {
      method: "GET",
      url: "/api/workspaces/ws_one/sync-jobs/job%2F1%3F/webhook/events?status=failed&from=2026-01-01T00%3A00%3A00%2B01%3A00&limit=5",
      headers: { authorization: "Bearer sk_1", "sluice-workspace": "ws_one", "x-team": "a" },
    },
    {
      method: "PATCH",
      url: "/api/workspaces/ws_two/sync-jobs/j",
      headers: { "content-type": "application/json" },
      body: '{"paused":true}',
    },
    { url: "/api/workspaces/ws_three/sync-jobs", headers: { "x-team": "b" } },
  ]);
  expect(seen[0]?.headers["content-type"]).toBeUndefined();
});

test("a parameter that would lead to another operation is refused before anything is sent", async () => {
  const sluice = createClient({ baseUrl });
  for (const id of ["", ".", ".."])
    await expect(sluice.events.get({ params: { id } })).rejects.toThrow(/params\.id/);
  await expect(sluice.syncJobs.list()).rejects.toThrow(/params\.workspaceId/);
  expect(sluice.events.get.url({ params: { id: "../x" } })).toBe(`${baseUrl}/api/v1/events/..%2Fx`);
  expect(seen).toEqual([]);
});

test("an error answer is thrown with all that it says", async () => {
  const sluice = createClient({ baseUrl, workspaceId: "default" });
  const details = [{ field: "name", problem: "is missing", in: "body" }];
  respond = (_req, res) =>
    json(
      res,
      400,
      { error: { code: "invalid_input", message: "name: is missing.", details } },
      { "x-request-id": "req_1", "retry-after": "7" },
    );
  const error = await refused(sluice.events.list());
  expect(error).toMatchObject({
    status: 400,
    code: "invalid_input",
    message: "name: is missing.",
    details,
    fields: details,
    requestId: "req_1",
    retryAfter: 7,
  });
});

test("an answer that is not Sluice's, none at all, and an aborted call are told apart", async () => {
  const sluice = createClient({ baseUrl });
  respond = (_req, res) => res.writeHead(502).end("<html>");
  expect(await refused(sluice.events.list())).toMatchObject({ status: 502, code: "unreadable", fields: [] });
  respond = (_req, res) => res.writeHead(200).end("<html>");
  expect(await refused(sluice.events.list())).toMatchObject({ status: 200, code: "unreadable" });
  respond = (req) => req.socket.destroy();
  expect(await refused(sluice.events.list())).toMatchObject({ status: 0, code: "unreachable" });
  const stopped = sluice.events.list({}, { signal: AbortSignal.abort(new Error("enough")) });
  await expect(stopped).rejects.toThrow("enough");
});

test("a 204 resolves to undefined", async () => {
  respond = (_req, res) => res.writeHead(204).end();
  const sluice = createClient({ baseUrl, workspaceId: "default" });
  expect(await sluice.syncJobs.remove({ params: { jobId: "j" } })).toBeUndefined();
});

test("each() walks the pages, and asks for the next one only when it is reached", async () => {
  respond = (req, res) => {
    const cursor = new URL(req.url ?? "", baseUrl).searchParams.get("cursor");
    json(res, 200, cursor ? { data: [3], nextCursor: null } : { data: [1, 2], nextCursor: "c" });
  };
  const sluice = createClient({ baseUrl });
  const all: unknown[] = [];
  for await (const event of sluice.events.list.each({ query: { limit: 2 } })) {
    all.push(event);
    if (all.length < 3) expect(seen).toHaveLength(1);
  }
  expect(all).toEqual([1, 2, 3]);
  expect(seen.map(({ url }) => url)).toEqual(["/api/v1/events?limit=2", "/api/v1/events?limit=2&cursor=c"]);
});
