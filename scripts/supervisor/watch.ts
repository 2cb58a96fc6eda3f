import { existsSync, watch } from "node:fs";
import path from "node:path";

const QUIET_MS = 200;

/** Calls back once after each burst of changes to a source file under any of the folders. */
export function watchSources(folders: string[], changed: (file: string) => void): void {
  let timer: NodeJS.Timeout | undefined;
  for (const folder of folders.filter((candidate) => existsSync(candidate))) {
    watch(folder, { recursive: true }, (_event, name) => {
      if (!name || !/\.(ts|json)$/.test(name) || /\.test\.ts$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(
        () => changed(path.join(path.basename(path.dirname(folder)), "src", name)),
        QUIET_MS,
      );
    });
  }
}
