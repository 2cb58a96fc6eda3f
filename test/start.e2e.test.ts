import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";

const root = path.dirname(import.meta.dirname);
const real = path.join(root, "scripts/start.mjs");
const fakes = path.join(root, "scripts/supervisor/testing/start-fakes.ts");

type Pids = Record<"supervisor" | "database" | "engine" | "server" | "worker", number>;

function dataFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), "sluice-start-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The machine's own Node, which may be too old for everything but the bootstrap. */
function systemNode(): string {
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== path.dirname(process.execPath));
  return (
    folders.map((folder) => path.join(folder, "node")).find((node) => existsSync(node)) ?? process.execPath
  );
}

/** Starts Sluice; every test names its own data folder and port. */
function start(program: string, variables: Record<string, string>, node = process.execPath) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(SLUICE_|INNGEST_|MONGODB_|npm_|VITEST)/.test(name),
  );
  const child = spawn(node, [program], {
    env: { ...Object.fromEntries(inherited), NODE_ENV: "", PORT: "0", ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  const exit = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await exit;
  });
  const ready = () =>
    vi.waitFor(() => expect(said.stdout, said.stderr).toContain("Sluice is ready"), {
      timeout: 60_000,
      interval: 50,
    });
  return { child, said, exit, ready };
}

const pidsOf = (dir: string): Pids => JSON.parse(readFileSync(path.join(dir, "pids.json"), "utf8"));

/** Processes whose environment or arguments name the folder: what a start would leave behind. */
function runningFor(dir: string): string[] {
  const all = execFileSync("ps", ["axeww", "-o", "pid=,stat=,command="], {
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  return all
    .split("\n")
    .filter((line) => line.includes(dir) && !/^\s*\d+\s+Z/.test(line) && !line.includes("ps axeww"));
}

async function nothingRuns(dir: string): Promise<void> {
  await vi.waitFor(() => expect(runningFor(dir)).toEqual([]), { timeout: 15_000, interval: 100 });
}

async function listening(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function expectSentence(
  started: ReturnType<typeof start>,
  dir: string,
  sentence: RegExp,
): Promise<void> {
  expect(await started.exit).toBe(1);
  expect(started.said.stderr.trimEnd()).toMatch(sentence);
  expect(started.said.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(started.said.stdout).toBe("");
  expect(runningFor(dir)).toEqual([]);
}

test("a bad variable is one sentence", async () => {
  const dir = dataFolder();
  await expectSentence(
    start(real, { SLUICE_DATA_DIR: dir, PORT: "http" }),
    dir,
    /^The variable PORT is not usable: .*\.$/,
  );
});

test("the machine's own Node reaches the same sentence", async () => {
  const started = start(real, { SLUICE_DATA_DIR: dataFolder(), PORT: "http" }, systemNode());
  expect(await started.exit).toBe(1);
  expect(started.said.stderr.trimEnd().split("\n").at(-1)).toMatch(/^The variable PORT is not usable: .*\.$/);
});

test("a taken port is one sentence", async () => {
  const dir = dataFolder();
  const PORT = String(await listening());
  await expectSentence(
    start(real, { SLUICE_DATA_DIR: dir, PORT }),
    dir,
    new RegExp(`^PORT ${PORT} on 127.0.0.1 is taken .*\\.$`),
  );
});

test("a database that cannot be reached is one sentence, without its password", async () => {
  const dir = dataFolder();
  const MONGODB_URI = "mongodb://ada:s3cret@127.0.0.1:1/ledger";
  const started = start(real, { SLUICE_DATA_DIR: dir, MONGODB_URI });
  await expectSentence(
    started,
    dir,
    /^The database of MONGODB_URI at 127\.0\.0\.1:1 cannot be reached: .*\.$/,
  );
  expect(started.said.stderr).not.toContain("s3cret");
});

test.each(["/proc/sluice", "below-a-file"])(
  "a data folder that cannot be written is one sentence: %s",
  async (place) => {
    const base = dataFolder();
    writeFileSync(path.join(base, "file"), "");
    const dir = place === "below-a-file" ? path.join(base, "file", "data") : place;
    await expectSentence(
      start(real, { SLUICE_DATA_DIR: dir }),
      dir,
      /^The data folder \S+ cannot be written .*SLUICE_DATA_DIR.*\.$/,
    );
  },
);

test("a data folder in use is one sentence, and its user goes on", async () => {
  const dir = dataFolder();
  const first = start(fakes, { SLUICE_DATA_DIR: dir });
  await first.ready();
  const second = start(real, { SLUICE_DATA_DIR: dir });
  expect(await second.exit).toBe(1);
  expect(second.said.stderr.trimEnd()).toMatch(/^The data folder \S+ is in use by another Sluice: .*\.$/);
  expect(first.child.exitCode).toBeNull();
});

test("a child's configuration error is its sentence, and everything else stops", async () => {
  const dir = dataFolder();
  const started = start(fakes, { SLUICE_DATA_DIR: dir, FAKE_REFUSES: "worker" });
  expect(await started.exit).toBe(1);
  expect(started.said.stderr.trimEnd().split("\n").at(-1)).toBe(
    "The variable FAKE_REFUSES is not usable: it refuses.",
  );
  await nothingRuns(dir);
});

test("the key is printed at the first start only", async () => {
  const dir = dataFolder();
  const first = start(fakes, { SLUICE_DATA_DIR: dir });
  await first.ready();
  const key = /sk_sluice_[0-9A-Za-z]{32}/.exec(first.said.stdout)?.[0] ?? "";
  expect(key).not.toBe("");
  first.child.kill("SIGINT");
  expect(await first.exit).toBe(0);
  expect(readFileSync(path.join(dir, "admin-key.sha256"), "utf8")).not.toContain(key);

  const second = start(fakes, { SLUICE_DATA_DIR: dir });
  await second.ready();
  expect(second.said.stdout).not.toContain("sk_sluice_");
  expect(second.said.stdout).toContain("printed at the first start");
});

test.each([
  ["the product", real],
  ["small children", fakes],
])("SIGTERM stops everything in order: %s", async (_name, program) => {
  const dir = dataFolder();
  const started = start(program, { SLUICE_DATA_DIR: dir });
  await started.ready();
  expect(readFileSync(path.join(dir, "mongodb.uri"), "utf8")).toMatch(/^mongodb:\/\/127\.0\.0\.1:\d+\//);
  expect(Object.values(pidsOf(dir)).every((pid) => pid > 1)).toBe(true);
  started.child.kill("SIGTERM");
  expect(await started.exit).toBe(0);
  expect(existsSync(path.join(dir, "mongodb.uri"))).toBe(false);
  expect(existsSync(path.join(dir, "pids.json"))).toBe(false);
  await nothingRuns(dir);
});

test("after SIGKILL of the supervisor the next start is ready on the same port", async () => {
  const dir = dataFolder();
  const probe = start(fakes, { SLUICE_DATA_DIR: dir });
  await probe.ready();
  const PORT = /http:\/\/127\.0\.0\.1:(\d+)/.exec(probe.said.stdout)?.[1] ?? "";
  probe.child.kill("SIGKILL");
  await probe.exit;
  const again = start(fakes, { SLUICE_DATA_DIR: dir, PORT });
  await again.ready();
  again.child.kill("SIGKILL");
  await again.exit;
  await nothingRuns(dir);
});

test.each(["database", "engine", "server", "worker"] as const)(
  "a killed %s comes back on the same port",
  async (name) => {
    const dir = dataFolder();
    const started = start(fakes, { SLUICE_DATA_DIR: dir });
    await started.ready();
    const uri = readFileSync(path.join(dir, "mongodb.uri"), "utf8").trim();
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(started.said.stdout)?.[0] ?? "";
    const { [name]: pid, ...others } = pidsOf(dir);
    process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect([null, pid]).not.toContain(pidsOf(dir)[name]), {
      timeout: 10_000,
      interval: 20,
    });
    const { [name]: next, ...rest } = pidsOf(dir);
    expect(next).not.toBe(pid);
    expect(rest).toEqual(others);
    expect(started.said.stderr).toContain(`The ${name} ended`);
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200), {
      timeout: 10_000,
    });
    expect(readFileSync(path.join(dir, "mongodb.uri"), "utf8").trim()).toBe(uri);
  },
);
