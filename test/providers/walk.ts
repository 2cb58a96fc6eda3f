import type { Access, ProviderApi, Snapshot } from "../../server/src/connectors/index.ts";
import { connectorOf, ProviderError } from "../../server/src/connectors/index.ts";

/** Asks again while the provider has trouble, as a run that waits does. */
export async function patiently<T>(ask: () => Promise<T>, tries = 50): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      const passes = error instanceof ProviderError && ["rate", "unavailable"].includes(error.code);
      if (!passes || left <= 0) throw error;
    }
  }
}

/** Every page of a list; `between` may do something after each. */
export async function listAll(
  api: ProviderApi,
  access: Access,
  entity: string,
  between?: (page: number) => void,
): Promise<Snapshot[]> {
  const found: Snapshot[] = [];
  let cursor: string | undefined;
  for (let page = 1; page === 1 || cursor; page += 1) {
    const { snapshots, next } = await patiently(() => api.list(access, entity, cursor));
    found.push(...snapshots);
    cursor = next;
    between?.(page);
  }
  return found;
}

/** Every page of what changed. */
export async function changesAll(
  api: ProviderApi,
  access: Access,
  since: Date,
  between?: (page: number) => void,
) {
  const payloads: unknown[] = [];
  let upTo = 0;
  let cursor: string | undefined;
  for (let page = 1; page === 1 || cursor; page += 1) {
    const found = await patiently(() => api.changes(access, since, cursor));
    payloads.push(...found.payloads);
    ({ upTo, next: cursor } = found);
    between?.(page);
  }
  return { payloads, upTo };
}

/** The provider's ids of these events, by the connector's own reading. */
export const eventIds = (connectorId: string, payloads: readonly unknown[]): string[] =>
  payloads.map((payload) => {
    const envelope = connectorOf(connectorId).envelope(payload, {});
    if (typeof envelope === "string") throw new Error(envelope);
    return envelope.eventId;
  });
