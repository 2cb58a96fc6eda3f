import type { SluiceContract } from "@sluice/shared/contract";
import type { Examples } from "../testing/examples.ts";

export const connectorExamples: Examples<SluiceContract["connectors"]> = {
  list: async () => ({}),
  sample: async () => ({ params: { connectorId: "stripe" }, query: {} }),
};
