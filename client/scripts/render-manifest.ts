import { type Contract, isStream } from "@sluice/shared/contract";

/** `src/manifest.ts`: the part of the contract that the client needs at run time, one line an operation. */
export function renderManifest(contract: Contract): string {
  const features = Object.entries(contract).map(([feature, ops]) => {
    const lines = Object.entries(ops)
      .filter(([, op]) => !op.raw)
      .map(([name, op]) => {
        const stream = isStream(op.output) ? " stream" : "";
        return `    ${name}: "${op.method} ${op.path}${stream}",\n`;
      });
    return `  ${feature}: {\n${lines.sort().join("")}  },\n`;
  });
  return `import type { SluiceContract } from "@sluice/shared/contract";
import type { Manifest } from "./types.ts";

// Made by \`npm run generate -w client\` from the contract.
export const manifest = {
${features.sort().join("")}} as const satisfies Manifest<SluiceContract>;
`;
}
