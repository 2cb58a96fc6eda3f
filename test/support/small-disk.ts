import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** A file system of its own that can be filled. Throws where this user may not mount one. */
export function mountSmallDisk(megabytes: number) {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "sluice-test", folder], {
      stdio: "pipe",
    });
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  const ballast = path.join(folder, "ballast");
  return {
    folder,
    fill(): void {
      const file = openSync(ballast, "w");
      for (const size of [1024 * 1024, 4096]) {
        try {
          for (;;) writeSync(file, Buffer.alloc(size));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
        }
      }
      closeSync(file);
    },
    makeRoom: () => rmSync(ballast),
    unmount(): void {
      execFileSync("umount", ["-l", folder]);
      rmdirSync(folder);
    },
  };
}
