import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ConformanceEngine } from "./engine-conformance.ts";
import { until } from "./test-app.ts";

/** The real Inngest dev server on free ports, in a folder of its own, retrying each second. */
export async function startInngestDev(binary: string): Promise<ConformanceEngine> {
  const [port, gateway, gatewayGrpc, executorGrpc] = await freePorts(4);
  const cwd = mkdtempSync(path.join(tmpdir(), "inngest-dev-"));
  const ports = ["--connect-gateway-port", gateway, "--connect-gateway-grpc-port", gatewayGrpc];
  const flags = ["--connect-executor-grpc-port", executorGrpc, "--retry-interval", 1, "--log-level", "warn"];
  const args = ["dev", "--host", "127.0.0.1", "-p", port, "--no-discovery", "--no-poll", ...ports, ...flags];
  const child = spawn(binary, args.map(String), {
    cwd,
    stdio: "ignore",
    env: { ...process.env, DO_NOT_TRACK: "1" },
  });
  const gone = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (!(await fetch(`${url}/health`)).ok) throw new Error("The Inngest dev server is not ready");
  });
  return {
    url,
    isDev: true,
    eventKey: "dev",
    async stop() {
      child.kill("SIGKILL");
      await gone;
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
