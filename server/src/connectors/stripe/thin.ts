import type { Envelope, Mapping } from "../connector.ts";
import { type Fields, isObject, MAX_ID_LENGTH, terms } from "../objects.ts";
import { collectionOf, idOf, operationOf } from "./objects.ts";

/** After an upsert's and below none: the object is gone. */
const DELETED = 80;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
/** Never another host, nor a query. */
const PATH = /^\/v[12](?:\/\w[\w.-]*)+$/;

/** An event of the v2 API: it names its object, and carries nothing of it. */
export const isThin = (payload: unknown): payload is Fields =>
  isObject(payload) && payload.object === "v2.core.event";

interface About {
  /** As objects name themselves. */
  readonly name: string;
  readonly collection: string;
  readonly id: string;
  /** Stripe's own. */
  readonly ownId: string;
  readonly path: string;
}

export interface Thin {
  readonly eventId: string;
  readonly type: string;
  /** Microseconds: v2 times have milliseconds. */
  readonly at: number;
  readonly livemode?: boolean;
  /** The account, or the path to it, that the event is of. */
  readonly account?: string;
  /** Absent where it is about none, or about one that cannot be asked for. */
  readonly about?: About;
}

/** A string is the reason why it is none of Stripe's thin events. Never throws. */
export function readThin({ id, type, created, livemode, context, related_object }: Fields): Thin | string {
  if (typeof id !== "string" || id === "") return "the event has no id";
  if (id.length > MAX_ID_LENGTH) return `the event's id is longer than ${MAX_ID_LENGTH} characters`;
  if (typeof type !== "string" || type === "") return "the event has no type";
  if (type.length > MAX_ID_LENGTH) return `the event's type is longer than ${MAX_ID_LENGTH} characters`;
  const at = typeof created === "string" && TIME.test(created) ? Date.parse(created) * 1000 : Number.NaN;
  if (!Number.isSafeInteger(at) || at < 0) return "created is not a time";
  return {
    eventId: id,
    type,
    at,
    ...(typeof livemode === "boolean" && { livemode }),
    ...(typeof context === "string" && context !== "" && { account: context }),
    ...aboutOf(related_object, accountIn(context)),
  };
}

/** Of a path to an account, the account. */
const accountIn = (context: unknown): string | undefined =>
  typeof context === "string" ? /(?:^|\/)(acct_\w+)$/.exec(context)?.[1] : undefined;

function aboutOf(related: unknown, account: string | undefined): Pick<Thin, "about"> {
  if (!isObject(related)) return {};
  const { id, type, url } = related;
  const isNamed = typeof type === "string" && /^[a-z][a-z0-9_.]{0,63}$/.test(type);
  const isIdentified = typeof id === "string" && id !== "" && id.length <= MAX_ID_LENGTH;
  if (!isNamed || !isIdentified || typeof url !== "string" || !PATH.test(url)) return {};
  return {
    about: { name: type, collection: collectionOf(type), id: idOf(type, id, account), ownId: id, path: url },
  };
}

export function thinEnvelope(payload: Fields): Envelope | string {
  const thin = readThin(payload);
  if (typeof thin === "string") return thin;
  const { eventId, type, at, livemode, account, about } = thin;
  const found = terms([`type:${type}`, about?.id]);
  found.add(account);
  found.add(about?.ownId);
  return {
    eventId,
    type,
    at,
    terms: found.all,
    ...(about && { objectId: about.id }),
    ...(livemode !== undefined && { livemode }),
    ...(account !== undefined && { account }),
  };
}

/** Only a deletion says all by itself. */
export function mapThin(payload: Fields): Mapping {
  const thin = readThin(payload);
  if (typeof thin === "string") return { kind: "ignored", reason: thin };
  const { type, about } = thin;
  if (!about) return { kind: "ignored", reason: "the event is about no object that can be asked for" };
  const { collection, id, name } = about;
  // As its snapshot event is called.
  if (operationOf(type.replace(/^v1\./, ""), { object: name }) === "delete")
    return changeOf(thin, { collection, id }, "delete", {});
  return {
    kind: "ignored",
    reason:
      "a thin event carries no object: store an API key of Stripe in the job, and the object is fetched; or choose the payload style Snapshot for this event destination",
    about: { collection, id },
  };
}

export function changeOf(
  { at, livemode, account }: Thin,
  about: { readonly collection: string; readonly id: string },
  operation: "upsert" | "delete",
  document: Fields,
): Mapping {
  return {
    kind: "change",
    ...about,
    operation,
    document,
    at,
    rank: operation === "delete" ? DELETED : FETCHED,
    ...(livemode !== undefined && { livemode }),
    ...(account !== undefined && { account }),
  };
}

/** Of what was fetched after the event: as late as the event, and at least as new as it. */
const FETCHED = 20;
