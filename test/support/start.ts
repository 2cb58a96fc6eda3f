import { compileCache, whenParentDies } from "../../scripts/bootstrap.mjs";
import { runSluice } from "../../scripts/supervisor.ts";

// `npm start` without what comes before it: installing, and building the dashboard.
process.env.NODE_COMPILE_CACHE ||= compileCache();
await runSluice({ startedAt: Date.now(), dev: false, whenParentDies });
