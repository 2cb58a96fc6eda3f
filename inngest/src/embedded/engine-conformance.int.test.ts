import { engineConformance } from "./engine-conformance.ts";
import { startConformingEngine } from "./test-engine.ts";
import { startInngestDev } from "./test-inngest-dev.ts";

engineConformance("the embedded engine", startConformingEngine, { isOrdered: true });

const binary = process.env.INNGEST_BIN;
if (binary) engineConformance("the Inngest dev server", () => startInngestDev(binary), { isOrdered: false });
