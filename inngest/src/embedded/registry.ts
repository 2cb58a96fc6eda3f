import type { EngineApp, EngineEvent, EngineFunction } from "./model.ts";
import { valueAt } from "./model.ts";

/** The registered functions, in memory: by id, and by the events that start them. */
export function createRegistry() {
  const apps = new Map<string, EngineApp>();
  let functions = new Map<string, { fn: EngineFunction; app: string }>();
  let byEvent = new Map<string, EngineFunction[]>();

  return {
    put(app: EngineApp): void {
      apps.set(app._id, app);
      const all = [...apps.values()].flatMap(({ _id, functions }) =>
        functions.map((fn) => ({ fn, app: _id })),
      );
      functions = new Map(all.map((entry) => [entry.fn.id, entry]));
      byEvent = new Map();
      for (const { fn } of functions.values()) {
        const events = fn.triggers.flatMap((trigger) => (trigger.kind === "event" ? trigger.event : []));
        for (const event of new Set(events)) byEvent.set(event, [...(byEvent.get(event) ?? []), fn]);
      }
    },
    isCurrent: (app: EngineApp): boolean => JSON.stringify(apps.get(app._id)) === JSON.stringify(app),
    find: (id: string) => functions.get(id),
    all: (): EngineFunction[] => [...functions.values()].map(({ fn }) => fn),
    /** The functions this event starts. */
    startedBy(event: EngineEvent): EngineFunction[] {
      return (byEvent.get(event.name) ?? []).filter((fn) =>
        fn.triggers.some(
          (trigger) =>
            trigger.kind === "event" &&
            trigger.event === event.name &&
            (!trigger.match || valueAt(event, trigger.match.path) === trigger.match.value),
        ),
      );
    },
  };
}

export type Registry = ReturnType<typeof createRegistry>;
