import { runProcess } from "@sluice/server/platform/run-process";
import { openServices } from "@sluice/server/services";
import { startWorker } from "./worker.ts";

await runProcess(async (config) => {
  const services = await openServices(config, { name: "worker" });
  const worker = await startWorker(services);
  return {
    port: worker.port,
    async close() {
      await worker.close();
      await services.close();
    },
  };
});
