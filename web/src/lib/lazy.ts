import { lazy as lazyOnce } from "react";

/** A server that is being restarted is away for seconds; a deployment has other files, and asking again is in vain. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];

/** React's, but a part that could not be loaded is asked for again a few times before it is an error. */
export const lazy: typeof lazyOnce = (load) => lazyOnce(() => loaded(load));

async function loaded<Part>(load: () => Promise<Part>): Promise<Part> {
  for (const wait of WAITS_MS) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return load();
}
