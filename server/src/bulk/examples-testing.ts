import type { bulkContract } from "@sluice/shared/bulk";
import { customerEvent, sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";
import type { TestApp } from "../testing/index.ts";

async function received(app: TestApp): Promise<string> {
  const { createJob, post } = sender(() => app);
  return (await post(await createJob(), JSON.stringify(customerEvent()))).body.id;
}

async function started(app: TestApp): Promise<string> {
  const eventIds = [await received(app)];
  return ((await app.api("POST", "/api/v1/events/replay", { eventIds })).body as { id: string }).id;
}

export const bulkExamples: Examples<typeof bulkContract> = {
  retry: async () => ({ body: { filter: { status: "failed", to: "2026-01-01T00:00:00Z" } } }),
  replay: async (app) => ({ body: { eventIds: [await received(app)] } }),
  preview: async (app) => {
    await received(app);
    return { body: { kind: "retry", filter: { type: "customer.*" } } };
  },
  list: async (app) => {
    await started(app);
    return { query: { limit: 1 } };
  },
  get: async (app) => ({ params: { id: await started(app) } }),
  stop: async (app) => ({ params: { id: await started(app) } }),
};
