import type { SettingChange } from "@sluice/shared/sync-jobs";

const WORDS: Readonly<Record<string, string>> = {
  name: "Name",
  timezone: "Time zone",
  "webhookConfig.events": "Event types",
  "webhookConfig.batchSize": "Events in a batch, at most",
  "webhookConfig.batchWaitMs": "Wait to fill a batch, ms",
  "webhookConfig.deleteMode": "When the provider deletes an object",
  "source.apiKey": "Provider key",
  filter: "Filter",
  transform: "Changes before storing",
  schedule: "Schedule",
};

export const fieldWord = (field: string): string => WORDS[field] ?? field;

/** What a change takes away and what it adds, a line each; of lists only what differs. */
export function changedLines({ from, to }: Pick<SettingChange, "from" | "to">) {
  const [before, after] = [linesOf(from), linesOf(to)];
  return {
    removed: before.filter((line) => !after.includes(line)),
    added: after.filter((line) => !before.includes(line)),
  };
}

function linesOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object" && "cron" in value)
    return Object.entries(value).map(([name, one]) => `${name}: ${one}`);
  if (typeof value === "object" && !Array.isArray(value)) return shapeLines(value);
  if (Array.isArray(value)) return value.map(String);
  if (value === "hard") return ["Remove its document"];
  return [value === "soft" ? "Keep its document, marked" : String(value)];
}

/** Of a filter or a transformation: a function by its lines, the rest as JSON. */
function shapeLines(value: object): string[] {
  const { javascript } = value as { javascript?: unknown };
  const text = typeof javascript === "string" ? javascript : JSON.stringify(value, null, 2);
  return text.split("\n").filter((line) => line.trim() !== "");
}
