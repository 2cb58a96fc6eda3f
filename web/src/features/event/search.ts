import { given, oneOf, type RawSearch, text } from "../../lib/search.ts";

export const EVENT_TABS = ["body", "headers", "document"] as const;
export type EventTab = (typeof EVENT_TABS)[number];

/** `list`: what the list that led here asks for. */
export const eventSearch = (raw: RawSearch) =>
  given({ tab: oneOf(raw.tab, EVENT_TABS), list: text(raw.list) });
