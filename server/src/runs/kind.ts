import type { RunFailure, RunKind } from "@sluice/shared/runs";
import type { Ctx } from "../context.ts";
import type { Destinations } from "../destinations/index.ts";
import type { EventRepo, Rollups } from "../events/index.ts";
import type { RunDoc } from "./repo.ts";

/** What the work of a run may need beside the ledger. */
export interface RunServices {
  readonly destinations: Destinations;
  readonly events: EventRepo;
  readonly rollups: Rollups;
  readonly wake: (lane: string) => void;
}

/** The step of a few seconds that a piece of work belongs to. */
export interface RunStep {
  /** Milliseconds since the epoch; a piece of work that would last beyond it should be divided. */
  readonly until: number;
  /** Lives as long as the step: what was read ahead, a client. Nothing may depend on it being there. */
  readonly memory: Map<string, unknown>;
}

/** What a piece of work did. It is counted and written down after its effects, or not at all. */
export interface Advanced {
  /** Where the next piece begins; kept as it was when undefined. */
  readonly checkpoint?: unknown;
  /** To be added: `pages` and `objects`, `failed`, and what else the kind counts. */
  readonly counts?: Readonly<Record<string, number>>;
  /** How many objects there are in all. */
  readonly total?: { readonly count: number; readonly estimated?: boolean };
  /** Where it is, for people. */
  readonly at?: string;
  readonly failures?: readonly RunFailure[];
  /** Something a person should know; said once. */
  readonly note?: string;
  /** Absent: there is more to do now. */
  readonly end?: "done" | { readonly waitUntil: Date; readonly reason: string };
}

/**
 * Does the next piece of a run, about a page, beginning at `run.checkpoint`. It may be called again for a piece
 * that was done, by two workers at once too: its effects must be idempotent.
 * @throws ProviderError, LaneError or a driver's error: the run waits and tries again, or fails where a person must
 * act (`credentials`, `refused`); RunFailed: the run fails; anything else: tried ten times, then the run fails.
 */
export type Advance = (
  ctx: Ctx,
  services: RunServices,
  run: Readonly<RunDoc>,
  step: RunStep,
) => Promise<Advanced>;

/** What does the work of each kind; a kind that is missing fails its runs. */
export type RunKinds = Readonly<Partial<Record<RunKind, Advance>>>;

/** Ends a run as failed; the message says why and what to do. */
export class RunFailed extends Error {
  override readonly name = "RunFailed";
}
