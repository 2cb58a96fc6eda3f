import type { Transform } from "@sluice/shared/transforms";
import { hasNulKey } from "../platform/nul-key.ts";
import { applyOperations } from "./operations.ts";
import { type Input, sandboxOf } from "./sandbox.ts";
import type { Failure, Ran } from "./sandbox-wire.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a function is told beside the document; `type` and `at` are null for an object of a provider's list. */
export interface TransformedEvent {
  readonly type: string | null;
  /** ISO 8601. */
  readonly at: string | null;
  readonly collection: string;
  readonly id: string;
  readonly operation: string;
}

export interface Job {
  readonly document: Fields;
  readonly event: TransformedEvent;
}

export type Transformed =
  | { readonly kind: "document"; readonly document: Fields }
  | { readonly kind: "left_out" }
  | { readonly kind: "failed"; readonly message: string; readonly line: number | null };

export interface Transformation {
  /** Resolves when `apply` holds up nobody by what has to be loaded first. */
  loaded(): Promise<void>;
  /** One document, now. */
  apply(job: Job): Transformed;
  /** As many as there is time for in about a second, at least one. */
  applyAll(jobs: readonly Job[]): Promise<readonly Transformed[]>;
}

const BATCH_MS = 1_000;
/** Characters that are handed over at once. */
const PORTION = 2_000_000;

function portion(jobs: readonly Job[], from: number): Input[] {
  const items: Input[] = [];
  let size = 0;
  for (let index = from; index < jobs.length && size < PORTION; index += 1) {
    const input = inputOf(jobs[index] as Job);
    items.push(input);
    size += input[0].length;
  }
  return items;
}

/**
 * @param owner the job: what its function leaves in memory is no other's.
 * @param hashKey of the job's own; asked for where something is hashed.
 */
export function transformation(transform: Transform, owner: string, hashKey: () => Buffer): Transformation {
  if ("javascript" in transform) {
    const sandbox = sandboxOf(transform.javascript, owner);
    return {
      async loaded() {
        await sandbox.run([]);
      },
      apply: (job) => transformed(sandbox.runNow(inputOf(job))),
      async applyAll(jobs) {
        const until = Date.now() + BATCH_MS;
        const results: Transformed[] = [];
        while (results.length < jobs.length && (results.length === 0 || Date.now() < until)) {
          const ran = await sandbox.run(portion(jobs, results.length));
          results.push(...ran.map(transformed));
        }
        return results;
      },
    };
  }
  const apply = ({ document }: Job): Transformed => {
    const result = applyOperations(document, transform.operations, hashKey);
    return kept(result);
  };
  return { loaded: async () => {}, apply, applyAll: async (jobs) => jobs.map(apply) };
}

/** Owns what is only loaded and sees no document. */
const TRIAL = "";

/** Whether a function can be loaded. @returns why not. */
export async function whyNotATransform(transform: Transform): Promise<Failure | undefined> {
  if (!("javascript" in transform)) return undefined;
  const event = { type: null, at: null, collection: "", id: "", operation: "upsert" };
  const [ran] = await sandboxOf(transform.javascript, TRIAL).run([inputOf({ document: {}, event })]);
  return ran?.isLoaded === false ? ran.error : undefined;
}

const inputOf = ({ document, event }: Job): Input => [JSON.stringify(document), JSON.stringify(event)];

function transformed({ document, error }: Ran): Transformed {
  if (error) return { kind: "failed", ...error };
  if (document === null || document === undefined) return { kind: "left_out" };
  return kept(JSON.parse(document) as Record<string, unknown>);
}

/** What makes a document that object's is set by the job alone. */
function kept(document: Record<string, unknown>): Transformed {
  delete document._id;
  delete document._sync_metadata;
  if (hasNulKey(document))
    return { kind: "failed", message: "A field's name holds a NUL character.", line: null };
  return { kind: "document", document };
}
