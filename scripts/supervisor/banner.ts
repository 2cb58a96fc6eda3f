import type { Engine } from "./engine.ts";

export interface Summary {
  seconds: number;
  url: string;
  /** While nobody owns the installation. */
  setupCode: string | undefined;
  apiKey: string;
  database: string;
  engine: Engine;
}

/** The block that tells the operator where everything is. */
export function banner(
  { seconds, url, setupCode, apiKey, database, engine }: Summary,
  colour: boolean,
): string {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text);
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[0m` : text);
  const at = engine.kind === "dev" ? ` at ${engine.address}` : "";
  const rows = [
    ["Dashboard", bold(url)],
    ...(setupCode ? [["Set up", `${url}/setup  with the code ${bold(setupCode)}`]] : []),
    ["Webhooks", `${url}/api/webhooks/default/<job id>`],
    ["API key", apiKey],
    ["Database", database],
    ["Engine", `${engine.kind}${at} (${engine.why})`],
  ];
  const lines = rows.map(([label = "", value]) => `  ${dim(label.padEnd(10))} ${value}`);
  return `\n  ${bold("Sluice is ready")} ${dim(`(${seconds.toFixed(1)} s)`)}\n\n${lines.join("\n")}\n\n`;
}
