import type { IncomingHttpHeaders } from "node:http";

/**
 * Whether a request that changes something may come from a page of ours. Browsers say where a request comes
 * from and no page can forge it; a caller that says nothing is no browser, so it holds nobody's cookie but its own.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin" || site === "none";
  const { origin } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === headers.host || origin === new URL(publicUrl).origin;
}
