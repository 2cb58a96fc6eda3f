import type { TestProject } from "vitest/node";
import { startMongo } from "./mongo.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the engine shared by the run: use a database name of your own. */
    mongoUri: string;
  }
}

/** Vitest globalSetup: one engine for the whole run, read with `inject("mongoUri")`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const mongo = await startMongo();
  project.provide("mongoUri", mongo.uri);
  return mongo.stop;
}
