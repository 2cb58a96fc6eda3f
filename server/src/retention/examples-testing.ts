import type { SluiceContract } from "@sluice/shared/contract";
import type { Examples } from "../testing/examples.ts";

export const retentionExamples: Examples<SluiceContract["retention"]> = {
  get: async () => ({}),
  update: async () => ({ body: { bodyDays: 20, rowDays: null } }),
  preview: async () => ({ body: { bodyDays: 1 } }),
};
