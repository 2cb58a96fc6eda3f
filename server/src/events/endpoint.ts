import type { Connector } from "../connectors/index.ts";

/** Who a public URL belongs to, with its secrets opened. */
export interface Endpoint {
  readonly workspaceId: string;
  readonly jobId: string;
  readonly connector: Connector;
  /** The newest first; at most two, those of a rotation's overlap (RULES 1). */
  readonly secrets: readonly string[];
  readonly patterns: readonly string[];
  readonly enabled: boolean;
}

export interface EndpointSource {
  /** May be a second old. */
  get(workspaceId: string, jobId: string): Promise<Endpoint | undefined>;
  /** As the ledger has it now. */
  read(workspaceId: string, jobId: string): Promise<Endpoint | undefined>;
  forget(workspaceId: string, jobId: string): void;
}
