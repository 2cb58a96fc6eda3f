import type { AddressInfo } from "node:net";
import { createApp } from "./app.ts";
import { ConfigError } from "./config.ts";
import { runProcess } from "./platform/run-process.ts";
import { setupCode } from "./platform/setup-code.ts";
import { openServices } from "./services.ts";
import { needsOwner } from "./workspaces/index.ts";

await runProcess(async (config) => {
  const services = await openServices(config, { name: "server" });
  const app = await createApp(services);
  await new Promise<void>((resolve, reject) => {
    app.server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new ConfigError(`PORT ${config.PORT} is taken; stop what uses it or set PORT to another.`)
          : error,
      ),
    );
    app.server.listen(config.PORT, config.HOST, resolve);
  });
  if (!config.SLUICE_SUPERVISED && (await needsOwner(services.ctx)))
    services.ctx.log.warn(
      `Nobody owns this installation yet: open ${config.publicUrl}/setup and enter the code ${setupCode(services.ctx.secrets)}`,
    );
  return {
    port: (app.server.address() as AddressInfo).port,
    async close() {
      await app.close();
      await services.close();
    },
  };
});
