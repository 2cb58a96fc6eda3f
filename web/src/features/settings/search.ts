import { given, type RawSearch, text } from "../../lib/search.ts";

/** What the audit log is narrowed to. */
export const settingsSearch = (raw: RawSearch) => given({ target: text(raw.target), actor: text(raw.actor) });
