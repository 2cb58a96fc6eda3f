import { spawn } from "node:child_process";

// `node foreign.ts <program> …args`: runs a program that knows nothing of the supervisor, and ends it when
// standard input closes.

const KILL_AFTER_MS = 3_000;

const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
child.once("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.once("exit", (code) => process.exit(code ?? 1));

function stop(): void {
  child.kill("SIGTERM");
  setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
}
process.once("SIGTERM", stop);
process.stdin.resume().once("end", stop).once("error", stop);
