import { given, type RawSearch, text } from "../../lib/search.ts";

/** Where to go after signing in: a path of ours, never another site. */
export const signInSearch = (raw: RawSearch) => {
  const next = text(raw.next);
  return given({ next: next && /^\/(?![/\\])/.test(next) ? next : undefined });
};
