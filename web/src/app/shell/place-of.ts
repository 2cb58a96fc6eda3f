/** Providers' ids begin alike but are of other lengths, or of small letters. */
const OURS = /^(evt|job|rej)_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Where an id of ours leads; any other, such as a provider's, is looked for among the events. */
export function placeOf(id: string) {
  const kind = OURS.exec(id)?.[1];
  if (kind === "evt") return { to: "/events/$id", params: { id } } as const;
  if (kind === "job") return { to: "/jobs/$id", params: { id } } as const;
  if (kind === "rej") return { to: "/rejected", search: { peek: id } } as const;
  return { to: "/events", search: { q: id } } as const;
}
