import { randomBytes } from "node:crypto";
import type { Fields } from "../property/provider.ts";
import type { Clock } from "./clock.ts";
import { CLOSE_KINDS, type CloseEvent, type CloseWorld } from "./close-world.ts";
import type { Reply } from "./misbehaviour.ts";

const RETENTION_MS = 30 * 86_400_000;
const HOUR_MS = 3_600_000;
const SUBSCRIPTIONS = 40;
const LISTS = new Map(Object.entries(CLOSE_KINDS).map(([collection, { path }]) => [path, collection]));
/** Lists that hold nothing here, and those of which an object is asked by id. */
const EMPTY =
  /^(custom_field\/\w+|status\/opportunity|custom_activity|custom_object_type|saved_search|email_template|sms_template|sequence|phone_number)$/;

export interface Subscription {
  readonly id: string;
  readonly signature_key: string;
  url: string;
  status: "active" | "paused";
  events: { object_type: string; action: string }[];
}

export interface CloseAsked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: Fields;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
export const refuse = (status: number, error: string): Reply => ({ status, body: { error } });

/** What is answered to a request with a good key. */
export function closeRoutes(
  world: CloseWorld,
  clock: Clock,
  subscriptions: Subscription[],
  options: {
    readonly maxSkip: number;
    readonly alsoIn?: readonly object[] | undefined;
    readonly isAdmins: boolean;
  },
) {
  return ({ method, path, query, json }: CloseAsked): Reply => {
    if (path === "me")
      return ok({
        id: "user_me",
        organizations: [...(options.alsoIn ?? []), { id: world.organization, name: "Local organization" }],
      });
    if (path === "webhook" || path.startsWith("webhook/")) return webhook(method, path.split("/")[1], json);
    if (method !== "GET") return refuse(405, "Method not allowed");
    if (path === "event") return events(query);
    const collection = LISTS.get(path);
    if (collection) return listed(collection, query);
    if (EMPTY.test(path)) return ok({ data: [], has_more: false });
    const slash = path.lastIndexOf("/");
    const found = world.shelves.get(LISTS.get(path.slice(0, slash)) ?? "")?.get(path.slice(slash + 1));
    return found ? ok(found) : refuse(404, "Object not found.");
  };

  function listed(collection: string, query: URLSearchParams): Reply {
    const limit = Number(query.get("_limit") ?? 100);
    const skip = Number(query.get("_skip") ?? 0);
    if (limit > 100) return refuse(400, "The maximum _limit is 100.");
    if (skip > options.maxSkip) return refuse(400, `The maximum _skip is ${options.maxSkip}.`);
    const known = world.shelves.get(collection)!;
    const ids = query.get("id__in")?.split(",");
    const before = beforeOf(collection, query);
    const data: Fields[] = [];
    let passed = 0;
    let more = false;
    // By time of creation, the newest first: objects are added in that order.
    for (let index = known.size - 1; index >= 0; index -= 1) {
      const object = known.at(index)!;
      const at = Date.parse(object.date_created as string);
      if (at >= before || (ids && !ids.includes(object.id as string))) continue;
      passed += 1;
      if (passed <= skip) continue;
      more = data.length === limit;
      if (more) break;
      data.push(object);
    }
    return ok({ data: fieldsOf(data, query.get("_fields")), has_more: more });
  }

  function beforeOf(collection: string, query: URLSearchParams): number {
    const searched = /date_created<"([^"]+)"/.exec(query.get("query") ?? "")?.[1];
    // What a list does not know it overlooks.
    const known = ["leads", "contacts"].includes(collection) ? searched : query.get("date_created__lt");
    return known ? Date.parse(`${known}Z`) : Number.POSITIVE_INFINITY;
  }

  /** A lead carries its contacts; the shelf keeps them once. */
  function fieldsOf(data: readonly Fields[], fields: string | null): readonly Fields[] {
    if (!fields?.split(",").includes("contacts")) return data;
    const contacts = world.shelves.get("contacts")!.all();
    return data.map(({ id, date_created }) => ({
      id,
      date_created,
      contacts: contacts.filter(({ lead_id }) => lead_id === id),
    }));
  }

  function events(query: URLSearchParams): Reply {
    const limit = Number(query.get("_limit") ?? 50);
    if (limit > 50) return refuse(400, "The maximum _limit is 50.");
    if (query.has("_skip")) return refuse(400, "_skip is not supported.");
    const from = query.get("date_updated__gte");
    const oldest = Math.max(clock.now() - RETENTION_MS, from ? Date.parse(`${from}Z`) : 0);
    const cursor = query.get("_cursor");
    const [, at = "", id = ""] = /^(.*)~(.*)$/.exec(cursor ?? "") ?? [];
    const key = (event: { date_updated: string; id: string }) => `${event.date_updated}~${event.id}`;
    const newest = world.log
      .filter(
        (event) => Date.parse(`${event.date_updated}Z`) >= oldest && (!cursor || key(event) < `${at}~${id}`),
      )
      .sort((a, b) => (key(a) < key(b) ? 1 : -1));
    const data = newest.slice(0, limit);
    const last = data.at(-1);
    return ok({
      data: data.map(shownTo),
      cursor_next: newest.length > limit && last ? key(last) : null,
      cursor_previous: null,
    });
  }

  /** Others than admins see for an hour what an event carries. */
  function shownTo(event: CloseEvent): Fields {
    const { data, previous_data, ...rest } = event;
    const isYoung = clock.now() - Date.parse(`${event.date_created}Z`) < HOUR_MS;
    return options.isAdmins || isYoung ? event : rest;
  }

  function webhook(method: string, id: string | undefined, json: Fields): Reply {
    const found = subscriptions.find((one) => one.id === id);
    if (id && !found) return refuse(404, "Webhook subscription not found.");
    if (method === "GET")
      return ok(found ? shown(found) : { data: subscriptions.map(shown), has_more: false });
    if (method === "DELETE" && found) {
      subscriptions.splice(subscriptions.indexOf(found), 1);
      return ok({});
    }
    if (method === "PUT" && found) {
      const { url, status, events } = json as Partial<Subscription>;
      Object.assign(found, { ...(url && { url }), ...(status && { status }), ...(events && { events }) });
      return ok(shown(found));
    }
    if (method !== "POST") return refuse(405, "Method not allowed");
    const { url, events } = json as { url?: string; events?: Subscription["events"] };
    if (!url || !events?.length) return refuse(400, "url and events are needed.");
    if (subscriptions.length >= SUBSCRIPTIONS) return refuse(400, "There are 40 subscriptions already.");
    const made: Subscription = {
      id: `whsub_${randomBytes(8).toString("hex")}`,
      signature_key: randomBytes(32).toString("hex"),
      url,
      status: "active",
      events,
    };
    subscriptions.push(made);
    return ok({ ...shown(made), signature_key: made.signature_key });
  }
}

const shown = ({ signature_key: _, ...subscription }: Subscription) => ({
  verify_ssl: true,
  ...subscription,
});
