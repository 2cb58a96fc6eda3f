import { expect, test } from "vitest";
import { door, type EngineAddress, startRegisteredApp, until } from "./test-app.ts";

/** What runs at the same time, what waits, and in which order it goes on. */
export function conformanceOfOrder(engine: () => EngineAddress, { isOrdered }: { isOrdered: boolean }): void {
  test("parallel steps run at the same time, once each, and the function goes on after all", async () => {
    const ran: string[] = [];
    const doors = [door(), door()] as const;
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "parallel", retries: 1, triggers: [{ event: event("go") }] },
        async ({ step, attempt }) => {
          const meet = (own: 0 | 1) => async () => {
            ran.push(`side ${own}`);
            doors[own].open();
            await doors[own === 0 ? 1 : 0].opened;
            return own;
          };
          const flaky = () => {
            ran.push(`flaky ${attempt}`);
            if (attempt === 0) throw new Error("not yet");
            return 2;
          };
          const sides = [
            step.run("a", meet(0)),
            step.run("b", meet(1)),
            step.run("c", flaky),
            step.sleep("d", "1s"),
          ];
          const results = await Promise.all(sides);
          await step.run("after", () => void ran.push(`after ${results.slice(0, 3)}`));
        },
      ),
    ]);
    await app.send("go");
    await until(() => expect(ran.at(-1)).toBe("after 0,1,2"));
    expect(ran.toSorted()).toEqual(["after 0,1,2", "flaky 0", "flaky 1", "side 0", "side 1"]);
  });

  test("one run at a time for a key, while other keys go on", async () => {
    const started: string[] = [];
    let inside = 0;
    let most = 0;
    const hold = door();
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        {
          id: "keyed",
          concurrency: { limit: 1, key: "event.data.lane" },
          triggers: [{ event: event("go") }],
        },
        async ({ event: { data }, step }) => {
          await step.run("work", async () => {
            started.push(data.run);
            if (data.lane !== "a") return;
            inside += 1;
            most = Math.max(most, inside);
            await hold.opened;
            inside -= 1;
          });
        },
      ),
    ]);
    await app.send("go", { lane: "a", run: "a1" });
    await until(() => expect(started).toEqual(["a1"]));
    await app.send("go", { lane: "a", run: "a2" });
    await app.send("go", { lane: "a", run: "a3" });
    await app.send("go", { lane: "b", run: "b1" });
    await until(() => expect(started).toEqual(["a1", "b1"]));
    hold.open();
    await until(() => expect(started).toHaveLength(4));
    if (isOrdered) expect(started).toEqual(["a1", "b1", "a2", "a3"]);
    await until(() => expect(inside).toBe(0));
    expect(most).toBe(1);
  });

  test("an event of the future starts then", async () => {
    const at: number[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "future", triggers: [{ event: event("go") }] },
        () => void at.push(Date.now()),
      ),
    ]);
    const ts = Date.now() + 1_500;
    await app.send("go", {}, { ts });
    await until(() => expect(at).toHaveLength(1));
    expect(at[0]).toBeGreaterThanOrEqual(ts - 50);
  });

  test.runIf(isOrdered)("the higher priority goes first", async () => {
    const started: string[] = [];
    const hold = door();
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        {
          id: "prior",
          concurrency: 1,
          priority: { run: "event.data.priority" },
          triggers: [{ event: event("go") }],
        },
        async ({ event: { data } }) => {
          started.push(data.run);
          if (data.run === "first") await hold.opened;
        },
      ),
    ]);
    await app.send("go", { run: "first", priority: 0 });
    await until(() => expect(started).toEqual(["first"]));
    await app.send("go", { run: "low", priority: -60 });
    await app.send("go", { run: "normal", priority: 0 });
    await app.send("go", { run: "high", priority: 60 });
    hold.open();
    await until(() => expect(started).toEqual(["first", "high", "normal", "low"]));
  });

  test("an event id starts a function once", async () => {
    const seen: unknown[] = [];
    const app = await startRegisteredApp(engine(), (client, event) => [
      client.createFunction(
        { id: "dedupe", concurrency: 1, triggers: [{ event: event("go") }] },
        ({ event: { data } }) => {
          seen.push(data.n);
        },
      ),
    ]);
    for (const [n, id] of [1, 2, 3].map((n) => [n, n === 3 ? "other" : "same"] as const)) {
      await app.send("go", { n }, { id: `${app.id}-${id}` });
      if (n === 1) await until(() => expect(seen).toEqual([1]));
    }
    await until(() => expect(seen).toEqual([1, 3]));
  });
}
