import { randomBytes } from "node:crypto";
import type { Fields } from "../property/provider.ts";
import type { Clock } from "./clock.ts";
import type { Reply } from "./misbehaviour.ts";
import { KINDS } from "./stripe-kinds.ts";
import { API_VERSION, type StripeWorld } from "./stripe-world.ts";

const RETENTION_S = 30 * 86_400;
const ENDPOINTS = 16;

export interface Endpoint {
  readonly id: string;
  readonly secret: string;
  url: string;
  status: "enabled" | "disabled";
  enabled_events: string[];
  /** Of Connect, where it is for connected accounts. */
  application: string | null;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
}

export const refusal = (
  status: number,
  message: string,
  more: Readonly<Record<string, string>> = {},
): Reply => ({ status, body: { error: { type: "invalid_request_error", message, ...more } } });

const missing = (param: string, id: string): Reply =>
  refusal(param === "id" ? 404 : 400, `No such object: '${id}'`, { code: "resource_missing", param });

const COLLECTIONS = new Map(Object.entries(KINDS).map(([collection, { path }]) => [path, collection]));

/** What is answered to a request that is signed with a good key. */
export function stripeRoutes(world: StripeWorld, clock: Clock, endpoints: Endpoint[], account: Fields) {
  return ({ method, path, query, form }: Asked): Reply => {
    if (path === "account") return { status: 200, body: account };
    const [resource, id] = path.split("/") as [string, string | undefined];
    if (resource === "webhook_endpoints") return endpointRoutes(method, id, form);
    if (method !== "GET") return refusal(404, `Unrecognized request URL (${method}: /v1/${path}).`);
    if (resource === "events") return id ? oneEvent(id) : page(query, events());
    const collection = COLLECTIONS.get(resource);
    if (!collection) return { status: 200, body: { object: "list", data: [], has_more: false } };
    const known = world.shelves.get(collection)!;
    if (!id)
      return page(query, {
        size: known.size,
        at: (index) => known.at(known.size - 1 - index)!,
        indexOf: (cursor) => {
          const index = known.indexOf(cursor);
          return index === undefined ? undefined : known.size - 1 - index;
        },
      });
    const found = known.get(id);
    if (found) return { status: 200, body: found };
    // Of a deleted customer Stripe says so; other objects it no longer knows.
    if (collection === "customers" && world.deleted.has(id))
      return { status: 200, body: { id, object: "customer", deleted: true } };
    return missing("id", id);
  };

  function events(): Listed {
    const oldest = clock.now() / 1000 - RETENTION_S;
    const visible = world.log.filter(
      ({ event, visibleAt }) => event.created >= oldest && visibleAt <= clock.now(),
    );
    return {
      size: visible.length,
      at: (index) => visible[visible.length - 1 - index]!.event as unknown as Fields,
      indexOf: (cursor) => {
        const index = visible.findLastIndex(({ event }) => event.id === cursor);
        return index < 0 ? undefined : visible.length - 1 - index;
      },
    };
  }

  function oneEvent(id: string): Reply {
    const found = world.log.find(({ event }) => event.id === id);
    return found ? { status: 200, body: found.event } : missing("id", id);
  }

  function endpointRoutes(method: string, id: string | undefined, form: URLSearchParams): Reply {
    const found = endpoints.find((one) => one.id === id);
    if (id && !found) return missing("id", id);
    const types = [...form.entries()]
      .filter(([name]) => name.startsWith("enabled_events"))
      .map(([, value]) => value);
    if (method === "GET" && !id)
      return { status: 200, body: { object: "list", data: endpoints.map(shown), has_more: false } };
    if (method === "DELETE" && found) {
      endpoints.splice(endpoints.indexOf(found), 1);
      return { status: 200, body: { id, object: "webhook_endpoint", deleted: true } };
    }
    if (method === "POST" && found) {
      if (types.length > 0) found.enabled_events = types;
      if (form.has("disabled")) found.status = form.get("disabled") === "true" ? "disabled" : "enabled";
      return { status: 200, body: shown(found) };
    }
    if (method !== "POST") return { status: 200, body: shown(found!) };
    const url = form.get("url") ?? "";
    if (types.length === 0) return refusal(400, "Missing required param: enabled_events.");
    if (endpoints.length >= ENDPOINTS)
      return refusal(400, "You have reached the maximum of 16 test webhook endpoints.");
    const made: Endpoint = {
      id: `we_${randomBytes(8).toString("hex")}`,
      secret: `whsec_${randomBytes(16).toString("hex")}`,
      url,
      status: "enabled",
      enabled_events: types,
      application: null,
    };
    endpoints.push(made);
    return { status: 200, body: { ...shown(made), secret: made.secret } };
  }
}

const shown = ({ secret: _, ...endpoint }: Endpoint) => ({
  object: "webhook_endpoint",
  api_version: API_VERSION,
  ...endpoint,
});

/** What a list is cut from, the newest at 0. */
interface Listed {
  readonly size: number;
  readonly at: (index: number) => Fields;
  readonly indexOf: (id: string) => number | undefined;
}

/** `limit`, `starting_after`, `ending_before` and `created[…]` as Stripe understands them. */
function page(query: URLSearchParams, listed: Listed): Reply {
  const limit = Number(query.get("limit") ?? 10);
  if (!(limit >= 1 && limit <= 100)) return refusal(400, "Invalid integer: limit", { param: "limit" });
  const [after, before] = [query.get("starting_after"), query.get("ending_before")];
  const place = (param: string, id: string | null) =>
    id === null ? undefined : (listed.indexOf(id) ?? missing(param, id));
  const from = place("starting_after", after);
  const to = place("ending_before", before);
  if (typeof from === "object") return from;
  if (typeof to === "object") return to;
  const wanted = (object: Fields) => {
    const created = object.created as number;
    const bound = (name: string) => query.get(`created[${name}]`);
    const [gte, gt, lte, lt] = [bound("gte"), bound("gt"), bound("lte"), bound("lt")];
    return (
      (gte === null || created >= Number(gte)) &&
      (gt === null || created > Number(gt)) &&
      (lte === null || created <= Number(lte)) &&
      (lt === null || created < Number(lt))
    );
  };
  const data: Fields[] = [];
  let more = false;
  const step = to === undefined ? 1 : -1;
  for (
    let index = to === undefined ? (from ?? -1) + 1 : to - 1;
    index >= 0 && index < listed.size;
    index += step
  ) {
    const object = listed.at(index);
    if (!wanted(object)) continue;
    more = data.length === limit;
    if (more) break;
    data.push(object);
  }
  return {
    status: 200,
    body: { object: "list", data: step > 0 ? data : data.reverse(), has_more: more },
  };
}
