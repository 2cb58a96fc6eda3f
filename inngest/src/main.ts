import { runProcess } from "@sluice/server/platform/run-process";
import { sendWithin } from "@sluice/server/platform/sending";
import { openServices } from "@sluice/server/services";
import { createClient } from "./client.ts";
import { startWorker } from "./worker.ts";

await runProcess(async (config) => {
  const services = await openServices(config, {
    name: "worker",
    createSender: (log, withinMs) => sendWithin(createClient(log, withinMs), withinMs),
  });
  const worker = await startWorker(services);
  return {
    port: worker.port,
    async close() {
      await worker.close();
      await services.close();
    },
  };
});
