import { LANE_READY } from "@sluice/server/lanes";
import type { Client } from "../client.ts";

/** Which event starts the drain of a lane, by the word before the colon of the lane's name. */
const DRAINS: Readonly<Record<string, string>> = { sync: "sync/drain-requested" };

/** A lane has work: hand it to the function that drains lanes of its kind. */
export const webhookEventReceived = (client: Client) =>
  client.createFunction(
    { id: "webhook-event-received", triggers: [{ event: LANE_READY }] },
    async ({ event, step }) => {
      const lane = String(event.data.lane);
      const name = DRAINS[lane.split(":")[0] as string];
      if (!name) return { lane, ignored: "no function drains lanes of this kind" };
      await step.sendEvent("start-drain", { name, data: { lane } });
      return { lane };
    },
  );
