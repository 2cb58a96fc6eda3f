import { createServer } from "node:http";

// Keeps the contract of server, worker and engine, and does nothing else. FAKE_REFUSES=<name> makes that one
// end with a configuration error.

const name = (process.env.SLUICE_SLOT ?? "engine").split("-")[0] as string;
if (process.env.FAKE_REFUSES === name) {
  process.stderr.write("a line before\nThe variable FAKE_REFUSES is not usable: it refuses.\n");
  process.exit(78);
}
const port = { server: process.env.PORT, worker: process.env.SLUICE_WORKER_PORT }[name];
const http = createServer((_request, response) => response.end("{}"));
http.listen(Number(port ?? process.env.SLUICE_ENGINE_PORT), "127.0.0.1", () => {
  const address = http.address();
  if (typeof address === "object")
    process.stdout.write(`${JSON.stringify({ ready: true, port: address?.port })}\n`);
});
const stop = () => process.exit(0);
process.on("SIGTERM", stop);
process.stdin.resume().on("end", stop);
