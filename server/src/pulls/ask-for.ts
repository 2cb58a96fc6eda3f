import { ProviderError, type Snapshot, type Withheld } from "../connectors/index.ts";
import type { Ctx } from "../context.ts";
import type { Advanced, RunServices } from "../runs/index.ts";
import type { Source } from "./provider.ts";
import { asProviderError } from "./read-ahead.ts";
import { writeSnapshots } from "./write-snapshots.ts";

/**
 * Reads objects of which the log said only that they changed, and writes what is there. What is gone is left to the
 * event of its deletion, which the log does show.
 */
export async function askFor(
  ctx: Ctx,
  services: RunServices,
  source: Source,
  changes: readonly Withheld[],
): Promise<Pick<Advanced, "counts" | "failures">> {
  const answers = await Promise.all(
    changes.map(async (change) => ({ ...change, answer: await found(source, change) })),
  );
  const unread = answers.flatMap(({ collection, id, answer }) =>
    typeof answer === "string" ? [{ collection, id, code: "not_shown", message: answer }] : [],
  );
  const snapshots = answers.flatMap(({ answer }) =>
    typeof answer === "object" && answer.operation === "upsert" ? [answer] : [],
  );
  const { counts, failures } = await writeSnapshots(ctx, services, source.job, snapshots);
  return {
    counts: { ...counts, asked: changes.length, failed: (counts.failed ?? 0) + unread.length },
    failures: [...failures, ...unread],
  };
}

/** A string says why the object is not known. */
async function found(
  { api, access }: Source,
  { type, collection, id }: Withheld,
): Promise<Snapshot | string> {
  try {
    const snapshot = await api.find(access(), collection, id);
    return (
      snapshot ?? `The log does not show this key what ${type} changed, and it cannot be asked for by its id.`
    );
  } catch (error) {
    const isOfThisOne =
      error instanceof ProviderError && (error.code === "refused" || error.code === "credentials");
    if (isOfThisOne) return error.message;
    throw asProviderError(error);
  }
}
