import {
  ALERT_MESSAGE_DUE,
  ALERTS_CHECK_REQUESTED,
  checkJobs,
  noteCheck,
  sendMessage,
  tellAlerts,
} from "@sluice/server/alerts";
import type { Services } from "@sluice/server/services";
import type { Client } from "../client.ts";

const MAX_STEPS = 500;

/** Looks at all jobs each minute, opens and ends alerts, and has it told. A server asks for it when no cron came. */
export const alertsCheck = (client: Client, { ctx, rollups }: Services) =>
  client.createFunction(
    {
      id: "alerts-check",
      retries: 1,
      concurrency: 1,
      triggers: [{ cron: "* * * * *" }, { event: ALERTS_CHECK_REQUESTED }],
    },
    async ({ step }) => {
      let from: string | undefined;
      for (let index = 0; index < MAX_STEPS; index += 1) {
        const next = await step.run(`check-${index}`, async () => {
          await noteCheck(ctx);
          return (await checkJobs(ctx, rollups, from)) ?? null;
        });
        if (next === null) break;
        from = next;
      }
      return { told: await step.run("tell", () => tellAlerts(ctx)) };
    },
  );

/** Sends one message about alerts; a later try is asked for when its time has come. */
export const alertsSend = (client: Client, { ctx, deliverer }: Services) =>
  client.createFunction(
    {
      id: "alerts-send",
      retries: 0,
      concurrency: 10,
      triggers: [{ event: ALERT_MESSAGE_DUE }],
    },
    async ({ event, step }) => {
      const messageId = String(event.data.messageId);
      return { messageId, result: await step.run("send", () => sendMessage(ctx, deliverer, messageId)) };
    },
  );
