import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { op, PageQuery, page, queryArray, queryBoolean, queryDate, queryInt } from "@sluice/shared/contract";
import express from "express";
import { onTestFinished } from "vitest";
import * as z from "zod";
import { AppError } from "../errors.ts";
import { errorHandler, identify, notFoundHandler } from "../http.ts";
import { createLog } from "../log.ts";
import { type Handlers, type MountOptions, mount, type Principal } from "./index.ts";

const Plant = z.object({ id: z.string(), height: z.int() });
const tag = "Plants";

/** A small interface of its own that uses every kind of operation. */
export const garden = {
  plants: {
    list: op({
      method: "GET",
      path: "/api/plants",
      operationId: "listPlants",
      role: "viewer",
      tag,
      summary: "List plants",
      query: PageQuery.extend({
        height: queryInt(0, 100).optional(),
        color: queryArray(z.enum(["red", "blue"])).optional(),
        since: queryDate().optional(),
        wild: queryBoolean().optional(),
      }),
      output: page(Plant),
    }),
    get: op({
      method: "GET",
      path: "/api/plants/{id}",
      operationId: "getPlant",
      role: "viewer",
      tag,
      summary: "Read a plant",
      params: z.object({ id: z.string().max(20) }),
      output: Plant,
    }),
    export: op({
      method: "GET",
      path: "/api/plants/export",
      operationId: "exportPlants",
      role: "viewer",
      tag,
      summary: "Export plants",
      query: z.strictObject({ fail: z.enum(["first", "later"]).optional() }),
      output: { stream: ["application/x-ndjson", "text/csv"] },
    }),
    create: op({
      method: "POST",
      path: "/api/plants",
      operationId: "createPlant",
      role: "member",
      tag,
      summary: "Plant one",
      body: z.strictObject({ height: z.int(), leaf: z.strictObject({ size: z.int() }).optional() }),
      output: Plant,
      status: 201,
    }),
    water: op({
      method: "POST",
      path: "/api/plants/{id}/water",
      operationId: "waterPlant",
      role: "member",
      tag,
      summary: "Water a plant",
      params: z.object({ id: z.string() }),
    }),
    remove: op({
      method: "DELETE",
      path: "/api/workspaces/{workspaceId}/plants/{id}",
      operationId: "deletePlant",
      role: "admin",
      tag,
      summary: "Dig a plant out",
      params: z.object({ workspaceId: z.string(), id: z.string() }),
    }),
    greet: op({
      method: "POST",
      path: "/api/greet",
      operationId: "greet",
      role: "public",
      tag,
      summary: "Say hello",
      body: z.object({ name: z.string().default("you") }),
      output: z.object({ hello: z.string() }),
    }),
    rename: op({
      method: "POST",
      path: "/api/me",
      operationId: "renameGardener",
      role: "self",
      tag,
      summary: "Change one's own name",
      output: z.object({ kind: z.string(), name: z.string() }),
    }),
    deliver: op({
      method: "POST",
      path: "/api/deliver",
      operationId: "deliver",
      role: "public",
      tag,
      summary: "Hand in a plant",
      raw: { body: "A plant." },
    }),
  },
} as const;

export type PlantHandlers = Handlers<(typeof garden)["plants"]>;

const plainHandlers: PlantHandlers = {
  list: () => ({ data: [], nextCursor: null }),
  get: ({ params }) => ({ id: params.id, height: 1 }),
  export: () => ({
    type: "application/x-ndjson",
    body: (async function* () {
      yield "{}\n";
    })(),
  }),
  create: ({ body }) => ({ id: "new", height: body.height }),
  water: () => {},
  remove: () => {},
  greet: ({ body }) => ({ hello: body.name }),
  rename: ({ caller: { kind, name } }) => ({ kind, name }),
};

/** Callers by the key they send; `cookie: session` is a signed-in person. */
const principalOf = (key: string | undefined, cookie: string | undefined): Principal => {
  const role = /^Bearer (viewer|member|admin|owner)$/.exec(key ?? "")?.[1] as Principal["role"] | undefined;
  if (role) return { workspaceId: "ws_a", actor: { kind: "key", id: "key_1", name: "key" }, role };
  if (cookie === "session")
    return { workspaceId: "ws_a", actor: { kind: "user", id: "usr_1", name: "Ada" }, role: "owner" };
  throw new AppError("unauthenticated", "Who are you?");
};

const callerOf: MountOptions["identify"] = async ({ headers }) => {
  const { actor, workspaceId, role } = principalOf(headers.authorization, headers.cookie);
  const { id, name } = actor;
  if (actor.kind === "key") return { kind: "key", id, name, workspaceId, role };
  return { kind: "user", id, name, email: "ada@garden.example", sessionId: "ses_1", workspaceId: undefined };
};

/** Serves the garden on a free port until the test ends. */
export async function serveGarden(over: Partial<PlantHandlers> = {}, options: Partial<MountOptions> = {}) {
  const app = express().set("query parser", "simple").use(identify);
  app.use(
    mount(
      garden,
      { plants: { ...plainHandlers, ...over } },
      {
        authenticate: async ({ headers }) => principalOf(headers.authorization, headers.cookie),
        identify: callerOf,
        publicUrl: "https://garden.example",
        ...options,
      },
    ),
  );
  app.use(notFoundHandler, errorHandler(createLog("test", "silent")));
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async send(
      method: string,
      path: string,
      given: { headers?: Record<string, string>; body?: unknown } = {},
    ) {
      const answer = await fetch(url + path, {
        method,
        headers: {
          authorization: "Bearer owner",
          ...(given.body !== undefined && { "content-type": "application/json" }),
          ...given.headers,
        },
        ...(given.body !== undefined && {
          body: typeof given.body === "string" ? given.body : JSON.stringify(given.body),
        }),
      });
      const text = await answer.text();
      const body = text.startsWith("{") ? JSON.parse(text) : text;
      return { status: answer.status, headers: answer.headers, body, error: body.error };
    },
  };
}
