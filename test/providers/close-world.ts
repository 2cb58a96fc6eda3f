import { randomFrom } from "../property/arrival.ts";
import type { Fields } from "../property/provider.ts";
import type { Clock } from "./clock.ts";
import { type Shelf, shelf } from "./shelf.ts";

export interface CloseEvent extends Fields {
  readonly id: string;
  readonly object_type: string;
  readonly action: string;
  date_updated: string;
}

/** By collection: where it is asked for, what its ids begin with, its object types in the event log. */
export const CLOSE_KINDS: Readonly<
  Record<string, { path: string; prefix: string; types: readonly string[]; actions?: readonly string[] }>
> = {
  leads: { path: "lead", prefix: "lead", types: ["lead"] },
  contacts: { path: "contact", prefix: "cont", types: ["contact"] },
  opportunities: { path: "opportunity", prefix: "oppo", types: ["opportunity"] },
  activities: {
    path: "activity",
    prefix: "acti",
    types: ["activity.call", "activity.note", "activity.email"],
  },
  tasks: { path: "task", prefix: "task", types: ["task.lead"] },
  users: { path: "user", prefix: "user", types: [] },
  status_leads: { path: "status/lead", prefix: "stat", types: [] },
  pipelines: { path: "pipeline", prefix: "pipe", types: [] },
};
const TOLD = Object.keys(CLOSE_KINDS).filter((name) => CLOSE_KINDS[name]!.types.length > 0);
const TYPES: Readonly<Record<string, string>> = {
  "activity.call": "Call",
  "activity.note": "Note",
  "activity.email": "Email",
  "task.lead": "lead",
};
const NAMES = ["Okafor", "Lindqvist", "Baptiste"] as const;
/** While an event is this young, a further update of its object goes into it. */
const CONSOLIDATION_MS = 10_000;

/** An organization's objects, what happens to them, and its event log. */
export function closeWorld({
  clock,
  seed,
  tell,
}: {
  clock: Clock;
  seed: number;
  tell: (event: CloseEvent) => void;
}) {
  const random = randomFrom(seed);
  const shelves = new Map<string, Shelf>(Object.keys(CLOSE_KINDS).map((name) => [name, shelf()]));
  const types = new Map<string, string>();
  /** In the order in which they were logged. */
  const log: CloseEvent[] = [];
  const organization = `orga_${seed}local`;
  let count = 0;
  let micros = 0;

  /** Of the clock's millisecond, and a microsecond later each time. */
  const time = (ms = clock.now()) => {
    micros = (micros + 1) % 1000;
    return `${new Date(ms).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}`;
  };
  const withZone = (naive: string) => `${naive}+00:00`;

  function object(collection: string, type: string | undefined, ms: number): Fields {
    const { prefix } = CLOSE_KINDS[collection]!;
    count += 1;
    const at = withZone(time(ms));
    const lead = shelves.get("leads")!;
    const parent = collection !== "leads" && lead.size > 0 ? lead.at(random(lead.size)) : undefined;
    const id = `${prefix}_${seed}x${count.toString(36)}`;
    if (type) types.set(id, type);
    return {
      id,
      organization_id: organization,
      date_created: at,
      date_updated: at,
      name: NAMES[random(3)],
      ...(parent && { lead_id: parent.id }),
      ...(collection === "leads" && { contacts: [], "custom.cf_1": "2024" }),
      ...(type && TYPES[type] && { _type: TYPES[type] }),
      ...(type === "activity.call" && { duration: 0 }),
    };
  }

  function emit(action: string, data: Fields, previous: Fields, changed: string[]): void {
    const type = types.get(data.id as string);
    if (!type) return;
    const at = time();
    const known = log.at(-1);
    const isYoung = known && clock.now() - Date.parse(`${known.date_created}Z`) < CONSOLIDATION_MS;
    if (action === "updated" && isYoung && known.object_id === data.id && known.action === "updated") {
      Object.assign(known, { date_updated: at, data });
      return;
    }
    count += 1;
    const event: CloseEvent = {
      id: `ev_${random(2 ** 30).toString(36)}${count.toString(36)}`,
      date_created: at,
      date_updated: at,
      action,
      object_type: type,
      object_id: data.id,
      lead_id: data.lead_id ?? null,
      organization_id: organization,
      changed_fields: changed,
      previous_data: previous,
      data: action === "deleted" ? null : data,
      meta: {},
    };
    log.push(event);
    tell(event);
  }

  function create(collection: string): Fields {
    const kinds = CLOSE_KINDS[collection]!.types;
    const made = object(collection, kinds[random(kinds.length || 1)], clock.now());
    shelves.get(collection)!.add(made);
    emit("created", made, {}, []);
    return made;
  }

  function update(collection: string, id: string, fields: Fields): Fields | undefined {
    const before = shelves.get(collection)!.get(id);
    if (!before) return undefined;
    const after = { ...before, ...fields, date_updated: withZone(time()) };
    shelves.get(collection)!.replace(after);
    const changed = Object.keys(fields);
    emit("updated", after, Object.fromEntries(changed.map((name) => [name, before[name]])), changed);
    return after;
  }

  function remove(collection: string, id: string): void {
    const before = shelves.get(collection)!.get(id);
    if (!before) return;
    shelves.get(collection)!.remove(id);
    emit("deleted", before, before, []);
  }

  /** For a while nobody is told of it, and it is in no answer; the function brings it back. */
  function hide(collection: string, id: string): () => void {
    const known = shelves.get(collection)!;
    const hidden = known.get(id)!;
    known.remove(id);
    return () => known.add(hidden);
  }

  return {
    hide,
    organization,
    shelves,
    log,
    create,
    update,
    remove,
    mutate(times: number, collections: readonly string[] = TOLD): void {
      for (let turn = 0; turn < times; turn += 1) {
        const collection = collections[random(collections.length)]!;
        const known = shelves.get(collection)!;
        const one = known.size > 0 ? known.at(random(known.size)) : undefined;
        const roll = random(10);
        if (!one || roll < 3) create(collection);
        else if (roll < 9)
          update(collection, one.id as string, { name: NAMES[random(3)], duration: random(600) });
        else remove(collection, one.id as string);
      }
    },
    /** Objects that were there before anything is told, made in the last `days`. */
    fill(counts: Readonly<Record<string, number>>, days = 300): void {
      for (const [collection, wanted] of Object.entries(counts)) {
        const kinds = CLOSE_KINDS[collection]!.types;
        const apart = (days * 86_400_000) / (wanted + 1);
        const start = clock.now() - days * 86_400_000;
        for (let n = 1; n <= wanted; n += 1) {
          const type = kinds[random(kinds.length || 1)];
          shelves.get(collection)!.add(object(collection, type, Math.floor(start + n * apart)));
        }
      }
    },
  };
}

export type CloseWorld = ReturnType<typeof closeWorld>;
