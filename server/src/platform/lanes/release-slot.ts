import type { ClaimDoc } from "./claim-repo.ts";
import type { Lanes } from "./lanes.ts";
import type { WorkRow } from "./work-repo.ts";

/**
 * What an earlier process in this slot held when it died need not wait until its claims run out. Where its last
 * words say what it was at, that one is suspected, and the others need not be tried alone: their claims end, but
 * for those that were let go before, so that a wrong suspicion cannot go on for ever. Answers the lanes it was at; whoever can work on them now is to wake them.
 */
export async function releaseSlot<Row extends WorkRow>(lanes: Lanes<Row>, slot: string): Promise<string[]> {
  const held = await lanes.lanes.releaseSlot(slot, lanes.process);
  if (held.length === 0) return held;
  const claims = await lanes.claims.ofSlot(held, slot, lanes.process);
  const suspect = lanes.lastWords.of;
  const freed = new Set<string>();
  if (suspect && claims.some((claim) => claim.ids.includes(suspect))) {
    const others = claims.filter((claim) => !claim.alone).flatMap((claim) => claim.ids);
    for (const id of await lanes.rows.letGo(others.filter((id) => id !== suspect))) freed.add(id);
  }
  await Promise.all(claims.map((claim) => lanes.claims.expire(without(claim, freed), suspect)));
  return held;
}

const without = (claim: ClaimDoc, freed: ReadonlySet<string>): ClaimDoc => ({
  ...claim,
  ids: claim.ids.filter((id) => !freed.has(id)),
});
