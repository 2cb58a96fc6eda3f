import { close } from "./close/index.ts";
import type { Connector } from "./connector.ts";
import { github } from "./github/index.ts";
import { stripe } from "./stripe/index.ts";

export type * from "./connector.ts";
export { pacedApi } from "./pace.ts";
export * from "./provider-api.ts";

/** Every connector, in the order in which they are offered. */
export const connectors: readonly Connector[] = [stripe, close, github];

/** @throws RangeError when there is no connector of that id: check input against `connectors` first. */
export function connectorOf(id: string): Connector {
  const found = connectors.find((connector) => connector.id === id);
  if (!found) throw new RangeError(`There is no connector ${id}`);
  return found;
}
