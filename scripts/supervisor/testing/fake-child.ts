import { createServer } from "node:http";

// Keeps the contract of server, worker and engine, and does nothing else. FAKE_REFUSES=<slot> makes that one
// end with a configuration error.

const slot = process.env.SLUICE_SLOT ?? "engine";
if (process.env.FAKE_REFUSES === slot) {
  process.stderr.write("a line before\nThe variable FAKE_REFUSES is not usable: it refuses.\n");
  process.exit(78);
}
const port = { "server-1": process.env.PORT, "worker-1": process.env.SLUICE_WORKER_PORT }[slot];
const http = createServer((_request, response) => response.end("{}"));
http.listen(Number(port ?? process.env.SLUICE_ENGINE_PORT), "127.0.0.1", () => {
  const address = http.address();
  if (typeof address === "object")
    process.stdout.write(`${JSON.stringify({ ready: true, port: address?.port })}\n`);
});
const stop = () => process.exit(0);
process.on("SIGTERM", stop);
process.stdin.resume().on("end", stop);
