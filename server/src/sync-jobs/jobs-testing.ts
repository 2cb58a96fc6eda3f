import type { SyncJob } from "@sluice/shared/sync-jobs";
import { afterAll, inject } from "vitest";
import { startTestApp } from "../testing/index.ts";

export const JOBS = "/api/workspaces/default/sync-jobs";

export const errorOf = (answer: { status: number; body: unknown }) => ({
  status: answer.status,
  ...(answer.body as { error: { code: string; message: string } }).error,
});

/** The app of a test file, and the request its jobs are made with, which `create` takes changes to. */
export async function jobsApp(name: string, env: Record<string, string> = {}) {
  const app = await startTestApp(inject("mongoUri"), env);
  afterAll(() => app.close());
  const newJob = {
    name,
    source: { connector: "stripe" },
    destination: { database: `${name}_test` },
    webhookConfig: { secret: "whsec_management" },
  };
  const create = async (over: object = {}): Promise<SyncJob> =>
    (await app.api("POST", JOBS, { ...newJob, ...over })).body;
  return { app, newJob, create };
}
