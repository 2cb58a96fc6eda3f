import type { Fields } from "./objects.ts";

/**
 * What a provider's API answers to a key of the workspace's. Every call makes one request, retries nothing, and
 * holds one page in memory; who calls keeps the cursor.
 */
export interface ProviderApi {
  /** What can be listed, the commonest first. */
  readonly entities: readonly Entity[];
  /** How far back `changes` reaches, in milliseconds. */
  readonly changesReach: number;
  /** What the key belongs to. @throws ProviderError `credentials` where the key is refused. */
  identify(access: Access): Promise<Identity>;
  /** A page of an entity's objects; `cursor` undefined for the first. */
  list(access: Access, entity: string, cursor: string | undefined): Promise<ObjectPage>;
  /**
   * What changed since `since`, as events, the oldest first where the provider can. Begins minutes earlier, since a
   * provider's log may be late: what is known already comes again.
   */
  changes(access: Access, since: Date, cursor: string | undefined): Promise<ChangePage>;
  /** One object as it is now. `undefined` where nothing of that collection can be asked for by id. */
  find(access: Access, collection: string, id: string): Promise<Snapshot | undefined>;
  /** The provider's webhooks, where its API makes them. */
  readonly webhooks?: WebhookApi;
}

export interface Access {
  readonly apiKey: string;
  /** The dated API version whose shapes objects shall have; absent: the account's own, in which its events are. */
  readonly version?: string | undefined;
  /** The account whose objects the job's events are about, where they name one: ids of snapshots are as those of events. */
  readonly account?: string | undefined;
  /** Instead of the provider's own address: a proxy, or a stand-in in tests. */
  readonly baseUrl?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Entity {
  /** As schedules and checkpoints name it; also the collection it is written to, without the job's prefix. */
  readonly collection: string;
  /** For people: "Payment intents". */
  readonly title: string;
}

export interface Identity {
  readonly account: string;
  readonly name?: string | undefined;
  readonly livemode?: boolean | undefined;
}

/** An object as an answer of the provider's had it; a `delete` where the answer was that it is gone. */
export interface Snapshot {
  readonly collection: string;
  readonly id: string;
  readonly operation: "upsert" | "delete";
  /** The object's own fields; empty where it is gone. */
  readonly document: Fields;
  /**
   * Whole microseconds: the object's own update time where it has one, else the answer's `Date` less its duration
   * and 2 s, floored to a second (RULES 16).
   */
  readonly at: number;
  /** Whole microseconds, by the provider's clock: up to when the answer surely knows. */
  readonly knownAt: number;
}

export interface ObjectPage {
  readonly snapshots: readonly Snapshot[];
  /** Undefined after the last page. At most 4 KB of text. */
  readonly next?: string | undefined;
  /** How many there are in all, where the provider says. */
  readonly total?: number | undefined;
}

export interface ChangePage {
  /** What a webhook would have carried: for `envelope` and `map` of the connector. Also an empty page may have a next. */
  readonly payloads: readonly unknown[];
  /** What changed without that the log shows the object to this key, and why, for people. Never a deletion. */
  readonly withheld?: { readonly changes: readonly Withheld[]; readonly reason: string };
  readonly next?: string | undefined;
  /**
   * By the provider's clock, in milliseconds: once there is no next page, all that was logged before this moment has
   * been given. The `since` of the next walk.
   */
  readonly upTo: number;
}

/** To be asked for by `find`. */
export interface Withheld {
  /** Of the event. */
  readonly type: string;
  readonly collection: string;
  readonly id: string;
}

/** Webhooks of the key's account, also those that others made. */
export interface WebhookApi {
  /** Whether `*` stands for all types. */
  readonly takesAll?: true;
  list(access: Access): Promise<readonly RegisteredWebhook[]>;
  /** The answer holds the secret, this once. */
  create(
    access: Access,
    url: string,
    events: readonly string[],
  ): Promise<RegisteredWebhook & { secret: string }>;
  /** Also makes it send again where the provider has stopped it. */
  update(access: Access, id: string, events: readonly string[]): Promise<RegisteredWebhook>;
  /** Also where it is gone already. */
  remove(access: Access, id: string): Promise<void>;
}

export interface RegisteredWebhook {
  readonly id: string;
  readonly url: string;
  readonly isEnabled: boolean;
  /** Event types as the connector's `eventGroups` name them; `["*"]` for all. */
  readonly events: readonly string[];
  /** It sends what happens in accounts that are connected to the key's: no webhook that `create` makes. */
  readonly isOfConnected?: true;
}

/**
 * Why a provider did not answer as asked. `credentials`: the key is refused or lacks a permission. `rate`: too many
 * requests, `retryAfterMs` says how long to wait. `unavailable`: no answer, or a 5xx. `refused`: anything else it
 * will not do, which waiting does not mend.
 */
export class ProviderError extends Error {
  readonly code: "credentials" | "rate" | "unavailable" | "refused";
  readonly retryAfterMs: number | undefined;

  constructor(code: ProviderError["code"], message: string, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProviderError";
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
