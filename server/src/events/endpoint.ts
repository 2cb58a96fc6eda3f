import type { Filter } from "@sluice/shared/transforms";
import type { Connector } from "../connectors/index.ts";

/** Who a public URL belongs to, with its secrets opened. */
export interface Endpoint {
  readonly workspaceId: string;
  readonly jobId: string;
  readonly connector: Connector;
  /** The newest first; at most two, those of a rotation's overlap (RULES 1). */
  readonly secrets: readonly string[];
  readonly patterns: readonly string[];
  readonly filter?: Filter | undefined;
  readonly enabled: boolean;
  /** Of the job's first event; undefined before it. An event of the endpoint's own account has the account "". */
  readonly livemode?: boolean | undefined;
  readonly account?: string | undefined;
  /** Of the provider's dated shapes, that of the events that come. */
  readonly apiVersion?: string | undefined;
  /** Told which secret a request was signed with, by its place. */
  readonly onMatch?: ((secret: number) => void) | undefined;
  /** Some objects were erased for good: each event is looked at for them. */
  readonly suppresses: boolean;
}

export interface EndpointSource {
  /** May be a second old. */
  get(workspaceId: string, jobId: string): Promise<Endpoint | undefined>;
  /** As the ledger has it now. */
  read(workspaceId: string, jobId: string): Promise<Endpoint | undefined>;
  forget(workspaceId: string, jobId: string): void;
  /** Remembers what the first event says of itself; what is known already stays. Never throws. */
  noteFirst(endpoint: Endpoint, first: { livemode: boolean | undefined; account: string }): void;
  /** Remembers in which shape events come. Never throws. */
  noteVersion(endpoint: Endpoint, apiVersion: string): void;
  /** Notes that an event of the other mode came. Never throws. */
  noteMixed(endpoint: Endpoint): void;
}
