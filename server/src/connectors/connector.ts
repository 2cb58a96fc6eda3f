import type { Access, ProviderApi } from "./provider-api.ts";

/** What a provider's verification, envelope and mapping look like to the rest of the product. Pure, but for `retrieve` and `api`. */

export type Headers = Readonly<Record<string, string | undefined>>;

export interface SignedRequest {
  readonly rawBody: Buffer;
  readonly headers: Headers;
  /** Milliseconds since the epoch, by the receiving host. */
  readonly now: number;
}

/**
 * Which of the secrets a request was signed with, by its place, or why it was not accepted as the provider's:
 * `details` holds what a person needs to mend it.
 */
export type Verification =
  | { readonly ok: true; readonly secret: number }
  | {
      readonly ok: false;
      readonly reason: "header_missing" | "header_malformed" | "timestamp" | "signature";
      readonly details?: Readonly<Record<string, string | number>>;
    };

/** The provider's envelope, as far as the ledger needs it. */
export interface Envelope {
  /** The provider's id of this event: the dedupe key. */
  readonly eventId: string;
  readonly type: string;
  /**
   * Provider's time in whole microseconds since the epoch (fits a double). Absent where it tells none and nothing is
   * written: the time of receipt stands in.
   */
  readonly at?: number;
  readonly objectId?: string;
  readonly livemode?: boolean;
  readonly account?: string;
  /** Of the provider's dated shapes, that of the object. */
  readonly apiVersion?: string;
  /** At most 12 exact search terms: ids, e-mails, numbers, names. Always holds `tieKey` where there is one. */
  readonly terms: readonly string[];
  /** Same for two events exactly when their order cannot be told by `at` alone; begins with `<object id>@`. */
  readonly tieKey?: string;
}

export type Operation = "upsert" | "delete";

/** What one event says about one object, before it is written. */
export type Mapping =
  | {
      readonly kind: "change";
      /** Plural, without the job's prefix: `customers`, `issuing_cards`. */
      readonly collection: string;
      readonly id: string;
      readonly operation: Operation;
      /** The object's own fields as sent. */
      readonly document: Readonly<Record<string, unknown>>;
      /** Microseconds. */
      readonly at: number;
      /**
       * 10..89: order of two events of one object at one `at` (RULES 15-17). Snapshots are 00; 70 and 81 belong
       * to edited replays. Deletes have ranks of their own, from 80: an upsert and a delete never tie.
       */
      readonly rank: number;
      /** Whose object it is and of which mode, where an event says so: kept with the document. */
      readonly account?: string;
      readonly livemode?: boolean;
    }
  | {
      readonly kind: "ignored";
      readonly reason: string;
      /** What the event is about without carrying it: `fetch` gets it, where the job has a key. */
      readonly about?: { readonly collection: string; readonly id: string };
    };

/** Of several events of one object with equal `at` and rank: the last, and whether that is a guess. */
export interface TieResolution {
  readonly winner: number;
  readonly ambiguous: boolean;
}

/** Event types whose events carry the same kinds of object. */
export interface EventGroup {
  /** As the provider names them; more than one where the type alone does not tell. */
  readonly objects: readonly string[];
  /** Where they are written, without the job's prefix; empty when nothing is. */
  readonly collections: readonly string[];
  readonly types: readonly string[];
}

/** One step of making the provider send. What stands between `**` is as the provider's pages say it. */
export interface SetupStep {
  readonly text: string;
  /** What the step needs in sight: the job's URL, its event types, or the secret (its field, where the provider makes it). */
  readonly shows?: "url" | "events" | "secret";
}

/** An object as the provider has it now. */
export interface Retrieved {
  readonly object: Readonly<Record<string, unknown>>;
  /** By the `Date` of its answer, in milliseconds. */
  readonly date: number;
  readonly tookMs: number;
}

export interface Connector {
  readonly id: string;
  /** As its people write it. */
  readonly name: string;
  /** Who makes the signing secret (RULES 1). */
  readonly secretMintedBy: "provider" | "sluice";
  /** Lower-case names of the headers that carry the signature. */
  readonly signatureHeaders: readonly string[];
  /** Lower-case names of further headers that `envelope` reads; none where the body says it all. */
  readonly eventHeaders?: readonly string[];
  /** Tries every secret; several are valid during a rotation. Never throws. */
  verify(request: SignedRequest, secrets: readonly string[]): Verification;
  /**
   * Reads a verified, parsed body. A string is the reason it is not one of this provider's events.
   * @param headers as received; of what the provider's API answered there are none.
   */
  envelope(payload: unknown, headers: Headers): Envelope | string;
  /** @param type the envelope's. */
  map(payload: unknown, type: string): Mapping;
  /**
   * `payloads` are the distinct event payloads of one tie, in ascending order of event id, so that
   * the answer depends on the set alone and every permutation converges; `types` are theirs.
   */
  resolveTie(payloads: readonly unknown[], types: readonly string[]): TieResolution;
  /** Asks the provider for the object of an event; undefined where that cannot be answered or it is gone. */
  retrieve?(
    payload: unknown,
    access: { readonly apiKey: string; readonly baseUrl?: string | undefined },
  ): Promise<Retrieved | undefined>;
  /**
   * What an event that is only `about` an object stands for, by the object as the provider has it now. One request.
   * @throws ProviderError, and what `access.signal` was aborted with.
   */
  fetch?(payload: unknown, type: string, access: Access): Promise<Mapping>;
  /** Where a key of its API is made and what it needs, as its pages say it; absent where none is used. */
  readonly apiKey?: { readonly where: string };
  /** Its API, where it has one that is used. */
  readonly api?: ProviderApi;
  /** A sample event of `type`, fresh id and time, and its signature. */
  sample(type: string, secret: string, now: number): { rawBody: Buffer; headers: Record<string, string> };
  /** Types `sample` knows, the commonest first. */
  readonly sampleTypes: readonly string[];
  /** Whether an event id is one that `sample` made up. */
  isSample(eventId: string): boolean;
  /** Every type the provider sends, the commonest objects first. */
  readonly eventGroups: readonly EventGroup[];
  readonly setupSteps: readonly SetupStep[];
  /** Hours, about, that the provider goes on sending what was not acknowledged. */
  readonly resendsFor: { readonly live: number; readonly test: number };
  /** Each event names its account, and all of one webhook's are of one. */
  readonly isOfOneAccount?: true;
  /** What all of the provider's signing secrets look like; `says` completes "Its signing secrets". */
  readonly secretPattern?: { readonly source: string; readonly says: string };
}
