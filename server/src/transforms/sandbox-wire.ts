import type { MessagePort } from "node:worker_threads";

/** What a function may use for one document. */
export const LIMITS = {
  /** Of 64 KB, of all it holds: 32 MB. */
  memoryPages: 512,
  stackBytes: 192 * 1024,
  /** Asked by the interpreter every 10,000 steps; the same on every machine. */
  ticks: 500,
  /** Where the interpreter does not ask, because it is at work on one step. */
  wallMs: 2_000,
  /** After this long a batch answers with what is done. */
  batchMs: 1_000,
  /** Characters of what is returned. */
  result: 1_000_000,
  message: 300,
} as const;

export interface SandboxData {
  readonly source: string;
  readonly port: MessagePort;
  /** Int32: answers sent, documents done, loaded. */
  readonly signal: SharedArrayBuffer;
}

/** Documents and events as JSON. */
export interface Request {
  readonly id: number;
  readonly items: readonly (readonly [document: string, event: string])[];
}

export interface Failure {
  readonly message: string;
  /** Of the function, from 1. */
  readonly line: number | null;
}

export interface Ran {
  /** JSON of an object; null where the document is left out. */
  readonly document?: string | null;
  readonly error?: Failure;
  /** The function could not even be loaded. */
  readonly isLoaded?: false;
  /** The interpreter cannot be used again. */
  readonly broken?: boolean;
}

/** As many results as there was time for, at least one. */
export interface Reply {
  readonly id: number;
  readonly results: readonly Ran[];
}
