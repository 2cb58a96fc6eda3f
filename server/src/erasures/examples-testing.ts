import type { Erasure, erasuresContract } from "@sluice/shared/erasures";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";
import { eraseNext } from "./index.ts";

const PATH = "/api/v1/erasures";

async function erased(app: TestApp): Promise<Erasure> {
  const { body } = await app.api("POST", PATH, { objectIds: ["cus_example"] });
  while (await eraseNext(app.services.ctx, app.services, (body as Erasure).id));
  return body;
}

export const erasureExamples: Examples<typeof erasuresContract> = {
  list: async (app) => {
    await erased(app);
    return { query: { limit: 1 } };
  },
  get: async (app) => ({ params: { erasureId: (await erased(app)).id } }),
  preview: async () => ({ body: { objectIds: ["cus_example"] } }),
  request: async () => ({ body: { objectIds: ["cus_example"], keepDestination: true } }),
  lift: async (app) => ({ params: { erasureId: (await erased(app)).id } }),
};
