import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Only addresses of the public internet; everything private, local or reserved is refused. */
export function isPublicAddress(address: string): boolean {
  try {
    const parsed = ipaddr.process(address);
    // Of version 6, only 2000::/3 is handed out; the rest holds old ways to write one of version 4.
    if (parsed instanceof ipaddr.IPv6 && ((parsed.parts[0] as number) & 0xe000) !== 0x2000) return false;
    return parsed.range() === "unicast";
  } catch {
    return false;
  }
}

/** Whether nobody on the internet can reach a host of this name. */
export function isOutOfReach(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host.endsWith(".localhost")) return true;
  return /^[\d.]+$|:/.test(host) && !isPublicAddress(host);
}

/**
 * Resolves names for a socket, which connects to what was checked; a name with one address that is not public
 * is refused altogether, so that one that changes between two questions gains nothing.
 * @param refused makes the error; @param resolve instead of the system's resolver.
 */
export const publicLookup =
  (refused: (host: string) => Error, resolve: typeof lookup = lookup): LookupFunction =>
  (host, options, callback) =>
    resolve(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, "", 0);
      if (!addresses.every((one) => isPublicAddress(one.address))) return callback(refused(host), "", 0);
      if (options.all) return callback(null, addresses as never);
      const [first] = addresses;
      return callback(null, first?.address ?? "", first?.family ?? 4);
    });
