import * as z from "zod";
import { type Fields, isObject } from "../../objects.ts";
import { type Access, type ObjectPage, ProviderError } from "../../provider-api.ts";
import { microseconds } from "../times.ts";
import { ask, objectsOf, RefusedError } from "./request.ts";
import { type Resource, resourceOf } from "./resources.ts";
import { snapshotOf } from "./snapshots.ts";

const PAGE = 100;
const TAIL = 10;
/** Seconds that a page's end is told to: the filters on creation, and the search of leads. */
const GRAIN = { created: 1, searched: 60 };

/**
 * `before`: only what was created before this second, the newest first. Since `_skip` is refused when it is deep, the
 * next page begins with the last second of the one before; `skip` is used only where one grain of time fills pages.
 * `tail`: the last objects given by `skip` alone. The next page begins with them: where none is there, so many were
 * deleted that others have moved up past it.
 */
const Cursor = z.object({
  path: z.int().nonnegative().default(0),
  skip: z.int().nonnegative().default(0),
  before: z.int().optional(),
  tail: z.array(z.string()).optional(),
});
type Cursor = z.infer<typeof Cursor>;

export async function list(access: Access, entity: string, cursor: string | undefined): Promise<ObjectPage> {
  const resource = resourceOf(entity);
  if (!resource) throw new ProviderError("refused", `Close lists no ${entity}.`);
  const page = await pageOf(access, resource, read(cursor));
  return {
    snapshots: page.objects.map((object) => snapshotOf(entity, object, page.at)),
    next: page.next && JSON.stringify(page.next),
    ...(page.total !== undefined && { total: page.total }),
  };
}

function read(cursor: string | undefined): Cursor {
  try {
    return Cursor.parse(cursor === undefined ? {} : JSON.parse(cursor));
  } catch (cause) {
    throw new ProviderError("refused", "This is no cursor of a list of Close's.", undefined, { cause });
  }
}

interface Page {
  readonly objects: readonly Fields[];
  readonly at: number;
  readonly next: Cursor | undefined;
  readonly total?: number | undefined;
}

async function pageOf(access: Access, resource: Resource, cursor: Cursor): Promise<Page> {
  const path = resource.paths[cursor.path];
  if (!path) throw new ProviderError("refused", "This cursor names a list that Close does not have.");
  if (resource.paged === "created" || cursor.before !== undefined)
    return byTime(access, resource, path, cursor);
  if (resource.paged === "whole") {
    const { body, at } = await ask(access, "GET", path);
    const next = cursor.path + 1 < resource.paths.length ? { path: cursor.path + 1, skip: 0 } : undefined;
    return { objects: objectsOf(body), at, next };
  }
  return skipping(access, resource, path, cursor);
}

async function skipping(access: Access, resource: Resource, path: string, cursor: Cursor): Promise<Page> {
  const { skip, tail = [] } = cursor;
  try {
    const { body, at } = await ask(access, "GET", path, { query: { _limit: PAGE, _skip: skip } });
    const objects = objectsOf(body);
    const ids = objects.map(({ id }) => String(id));
    if (skip > 0 && !tail.some((id) => ids.includes(id)))
      return { objects: [], at, next: { ...cursor, skip: Math.max(0, skip - PAGE) } };
    const next = { ...cursor, skip: skip + Math.max(1, ids.length - TAIL), tail: ids.slice(-TAIL) };
    const total = typeof body.total_results === "number" ? body.total_results : undefined;
    return { objects, at, next: body.has_more === true ? next : undefined, total };
  } catch (error) {
    const isTooDeep = error instanceof RefusedError && error.status === 400 && skip > 0;
    if (!isTooDeep || resource.paged !== "searched") throw error;
    // From the beginning, by time: what was given already comes again.
    return byTime(access, resource, path, { ...cursor, skip: 0 });
  }
}

async function byTime(access: Access, resource: Resource, path: string, cursor: Cursor): Promise<Page> {
  const { before, skip } = cursor;
  const until = before === undefined ? undefined : new Date(before * 1000).toISOString();
  const isSearched = resource.paged === "searched";
  const query = isSearched
    ? {
        query: `${until ? `date_created<"${until.slice(0, 16)}" ` : ""}sort:-date_created`,
        ...(path === "contact" && { _fields: "id,date_created,contacts" }),
      }
    : {
        date_created__lt: until?.slice(0, 19),
        // Activities come in this order and take no other.
        ...(path !== "activity" && { _order_by: "-date_created" }),
      };
  const { body, at } = await ask(access, "GET", isSearched ? "lead" : path, {
    query: { _limit: PAGE, _skip: skip, ...query },
  });
  const found = objectsOf(body);
  const next =
    body.has_more === true ? after(cursor, found, isSearched ? GRAIN.searched : GRAIN.created) : undefined;
  return { objects: path === "contact" ? found.flatMap(contactsOf) : found, at, next };
}

/** Where the page after one of these objects begins. */
function after(cursor: Cursor, found: readonly Fields[], grain: number): Cursor | undefined {
  const times = found.map(({ date_created }) => microseconds(date_created) ?? Number.NaN);
  const last = times.at(-1);
  if (last === undefined) return undefined;
  if (!times.every((time, index) => index === 0 || time <= times[index - 1]!))
    throw new ProviderError("refused", "Close does not list these objects in the order of their creation.");
  const before = (Math.floor(last / 1_000_000 / grain) + 1) * grain;
  return before === cursor.before
    ? { ...cursor, skip: cursor.skip + found.length }
    : { ...cursor, before, skip: 0 };
}

/** A lead carries its contacts. */
const contactsOf = (lead: Fields): Fields[] =>
  (Array.isArray(lead.contacts) ? lead.contacts : [])
    .filter((contact) => isObject(contact) && typeof contact.id === "string")
    .map((contact) => ({ lead_id: lead.id, ...contact }));
