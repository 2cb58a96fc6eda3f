import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LoadOrder, LoadResult } from "./generator.ts";

export type { LoadResult } from "./generator.ts";

const program = fileURLToPath(new URL("./generator.ts", import.meta.url));

export interface Target {
  readonly port: number;
  readonly path: string;
}

export interface Generator {
  /** Sends `count` new events over `connections`, each waiting for its answer before it sends the next. */
  load(target: Target, connections: number, count: number): Promise<LoadResult>;
  close(): void;
}

/** @param series keeps the event ids of this generator apart from all others'. */
export function startGenerator(series: string): Generator {
  const child = fork(program, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: [] });
  let first = 0;

  return {
    load({ port, path }, connections, count) {
      const { promise, resolve, reject } = Promise.withResolvers<LoadResult>();
      const died = () => reject(new Error("The load generator died."));
      child.once("exit", died);
      child.once("message", (answer: { result?: LoadResult; error?: string }) => {
        child.off("exit", died);
        if (answer.result) resolve(answer.result);
        else reject(new Error(answer.error));
      });
      const order: LoadOrder = { port, path, series, first, count, connections };
      first += count;
      child.send(order);
      return promise;
    },
    close: () => void child.kill(),
  };
}

/** @throws Error when any answer was not 202: such a figure means nothing. */
export function acknowledged(what: string, result: LoadResult): LoadResult {
  const wrong = Object.entries(result.others);
  if (wrong.length > 0)
    throw new Error(`${what}: ${wrong.map(([status, n]) => `${n} answers with ${status}`).join(", ")}.`);
  return result;
}
