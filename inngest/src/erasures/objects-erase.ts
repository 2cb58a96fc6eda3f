import { ERASURE_REQUESTED, eraseNext } from "@sluice/server/erasures";
import type { Services } from "@sluice/server/services";
import type { Client } from "../client.ts";

const MAX_STEPS = 100;

/** Erases what is known of some objects, piece by piece, and waits for destinations that do not answer. */
export const objectsErase = (client: Client, services: Services) =>
  client.createFunction(
    {
      id: "objects-erase",
      retries: 5,
      concurrency: { key: "event.data.erasureId", limit: 1 },
      triggers: [{ event: ERASURE_REQUESTED }],
    },
    async ({ event, step }) => {
      const erasureId = String(event.data.erasureId);
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const next = await step.run(
          `erase-${index}`,
          async () => (await eraseNext(services.ctx, services, erasureId)) ?? null,
        );
        if (!next) return { erasureId };
        if (next.after) await step.sleep(`wait-${index}`, next.after);
      }
      await step.sendEvent("go-on", { name: ERASURE_REQUESTED, data: { erasureId } });
      return { erasureId };
    },
  );
