import type { pullsContract } from "@sluice/shared/pulls";
import { sender } from "../events/receive-testing.ts";
import type { Examples } from "../testing/examples.ts";

export const pullExamples: Examples<typeof pullsContract> = {
  async start(app) {
    const { createJob } = sender(() => app);
    const { workspaceId, id } = await createJob(
      {},
      {
        source: { connector: "stripe", apiKey: "rk_test_examples" },
      },
    );
    return { params: { workspaceId, jobId: id }, body: { kind: "backfill", entities: ["customers"] } };
  },
  preview: async () => ({ query: { cron: "*/15 * * * *", timezone: "Europe/Berlin" } }),
};
