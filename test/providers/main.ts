import { parseArgs } from "node:util";
import { startClose } from "./close.ts";
import { startStripe } from "./stripe.ts";

/**
 * A local provider as a process of its own, for benches and for looking at pages:
 * `node test/providers/main.ts stripe --port 4010 --fill customers=50000,invoices=20000 --every 500`.
 */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: "string", default: "0" },
    fill: { type: "string", default: "" },
    /** Milliseconds between two things that happen; 0: nothing does. */
    every: { type: "string", default: "0" },
  },
});
const options = { port: Number(values.port), pushEveryMs: 200 };
const provider = positionals[0] === "close" ? await startClose(options) : await startStripe(options);
const counts = values.fill
  .split(",")
  .filter(Boolean)
  .map((part) => part.split("="));
provider.fill(Object.fromEntries(counts.map(([name, count]) => [name, Number(count)])));
if (Number(values.every) > 0) setInterval(() => provider.mutate(1), Number(values.every));
process.stdout.write(`${JSON.stringify({ url: provider.url, key: provider.key })}\n`);
