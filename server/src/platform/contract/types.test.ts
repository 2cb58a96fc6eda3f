import { test } from "vitest";
import { garden, type PlantHandlers } from "./contract-testing.ts";
import { type MountOptions, mount } from "./index.ts";

// Checked by the compiler; nothing here is called.

test("handlers are held to what is declared", () => {
  const handlers = {} as PlantHandlers;
  const options = {} as MountOptions;
  const { water: _, ...withoutOne } = handlers;
  const pieces = {} as AsyncIterable<string>;
  () => [
    mount(garden, { plants: handlers }, options),
    // @ts-expect-error a feature is missing
    mount(garden, {}, options),
    // @ts-expect-error a handler is missing
    mount(garden, { plants: withoutOne }, options),
    // @ts-expect-error the height is missing in the answer
    mount(garden, { plants: { ...handlers, get: () => ({ id: "1" }) } }, options),
    // @ts-expect-error nothing is answered here
    mount(garden, { plants: { ...handlers, water: () => 1 } }, options),
    // @ts-expect-error there is no such query
    mount(garden, { plants: { ...handlers, list: ({ query }) => query.size } }, options),
    // @ts-expect-error a public operation knows nobody
    mount(garden, { plants: { ...handlers, greet: ({ principal }) => principal.role } }, options),
    mount(
      garden,
      // @ts-expect-error this is not one of its types
      { plants: { ...handlers, export: () => ({ type: "application/json", body: pieces }) } },
      options,
    ),
  ];
});
