import { fileURLToPath } from "node:url";
import { runSluice } from "../../supervisor.ts";

const fake = fileURLToPath(new URL("./fake-child.ts", import.meta.url));
await runSluice({
  startedAt: Date.now(),
  dev: false,
  programs: { engine: fake, server: fake, worker: fake },
});
