import { NonRetriableError, RetryAfterError } from "inngest";
import { expect, test } from "vitest";
import { type EngineAddress, startRegisteredApp, until } from "./test-app.ts";

/** Events, steps, sleeps, attempts and failures. */
export function conformanceOfSteps(engine: () => EngineAddress): void {
  test("an event starts the functions of its name with its data and id", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction({ id: "one", triggers: [{ event: event("one") }] }, ({ event: { id, data } }) => {
        seen.push(["one", id, data]);
      }),
      client.createFunction({ id: "two", triggers: [{ event: event("two") }] }, () => {
        seen.push(["two"]);
      }),
    ]);
    await app.send("unknown");
    await app.send("one", { deep: { é: "ü 💧", b: [1, null], a: -0.5 } }, { id: "given" });
    await until(() =>
      expect(seen).toEqual([["one", "given", { deep: { é: "ü 💧", b: [1, null], a: -0.5 } }]]),
    );
  });

  test("a step runs once, in order, and its result is there for the next", async () => {
    const ran: string[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction({ id: "steps", triggers: [{ event: event("go") }] }, async ({ step }) => {
        const first = await step.run("first", () => {
          ran.push("first");
          return { n: 1, "a.b": "$x", nothing: null };
        });
        await step.run("empty", () => {
          ran.push("empty");
        });
        const second = await step.run("second", () => {
          ran.push("second");
          return first.n + 1;
        });
        await step.run("second", () => void ran.push(`again after ${second}, ${first["a.b"]}`));
      }),
    ]);
    await app.send("go");
    await until(() => expect(ran).toEqual(["first", "empty", "second", "again after 2, $x"]));
  });

  test("a sleep ends when it should", async () => {
    const at: number[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction({ id: "sleeps", triggers: [{ event: event("go") }] }, async ({ step }) => {
        await step.run("before", () => void at.push(Date.now()));
        await step.sleep("nap", "1s");
        await step.run("between", () => void at.push(Date.now()));
        await step.sleepUntil("past", new Date(Date.now() - 1_000));
        await step.run("after", () => void at.push(Date.now()));
      }),
    ]);
    await app.send("go");
    await until(() => expect(at).toHaveLength(3));
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  test("an event sent from a step starts its function", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction({ id: "sends", triggers: [{ event: event("go") }] }, async ({ step }) => {
        const sent = await step.sendEvent("send", { name: event("sent"), data: { n: 7 } });
        seen.push(sent.ids.length);
      }),
      client.createFunction(
        { id: "receives", triggers: [{ event: event("sent") }] },
        ({ event: { data } }) => {
          seen.push(data.n);
        },
      ),
    ]);
    await app.send("go");
    await until(() => expect(seen.toSorted()).toEqual([1, 7]));
  });

  test("a failing step is tried again by itself, counting its attempts", async () => {
    const ran: string[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "flaky", retries: 2, triggers: [{ event: event("go") }] },
        async ({ step, attempt, maxAttempts }) => {
          await step.run("steady", () => void ran.push("steady"));
          await step.run("flaky", () => {
            ran.push(`flaky ${attempt} of ${maxAttempts}`);
            if (attempt < 2) throw new Error("not yet");
          });
          await step.run("next", () => void ran.push(`next ${attempt}`));
        },
      ),
    ]);
    await app.send("go");
    const expected = ["steady", "flaky 0 of 3", "flaky 1 of 3", "flaky 2 of 3", "next 0"];
    await until(() => expect(ran).toEqual(expected));
  });

  test("a function says when to try it again", async () => {
    const at: number[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "later", retries: 1, triggers: [{ event: event("go") }] },
        ({ attempt }) => {
          at.push(Date.now());
          if (attempt === 0) throw new RetryAfterError("busy", 2_000);
        },
      ),
    ]);
    await app.send("go");
    await until(() => expect(at).toHaveLength(2));
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(950);
  });

  test("a final failure ends the run at once and tells the function's onFailure why", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        {
          id: "dies",
          retries: 5,
          triggers: [{ event: event("go") }],
          onFailure: ({ error, event: failed }) => {
            seen.push([error.message, failed.data.event.data.n, typeof failed.data.run_id]);
          },
        },
        async ({ step }) => {
          await step.run("before", () => void seen.push("before"));
          throw new NonRetriableError("hopeless");
        },
      ),
    ]);
    await app.send("go", { n: 3 });
    await until(() => expect(seen).toEqual(["before", ["hopeless", 3, "string"]]));
  });

  test("attempts that run out fail the run", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        {
          id: "out",
          retries: 1,
          triggers: [{ event: event("go") }],
          onFailure: ({ error }) => void seen.push(error.message),
        },
        async ({ attempt, step }) => {
          await step.run("always-fails", () => {
            seen.push(attempt);
            throw new Error(`boom ${attempt}`);
          });
        },
      ),
    ]);
    await app.send("go");
    await until(() => expect(seen).toEqual([0, 1, "boom 1"]));
  });

  test("a step's final error can be caught", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "catches", retries: 1, triggers: [{ event: event("go") }] },
        async ({ step }) => {
          const first = await step
            .run("fails", () => {
              throw new Error("tried twice");
            })
            .catch((error: Error) => error.message);
          const second = await step
            .run("hopeless", () => {
              throw new NonRetriableError("tried once");
            })
            .catch((error: Error) => error.message);
          await step.run("goes-on", () => void seen.push(first, second));
        },
      ),
    ]);
    await app.send("go");
    await until(() => expect(seen).toEqual(["tried twice", "tried once"]));
  });
}
