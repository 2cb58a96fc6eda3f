import { randomBytes, randomUUID } from "node:crypto";
import { createApp } from "../app.ts";
import { loadConfig } from "../config.ts";
import type { EngineEvent } from "../platform/sending.ts";
import { openServices, type Services } from "../services.ts";

const ADMIN_KEY = "sk_sluice_for_tests_0000";

export interface TestApp {
  readonly services: Services;
  readonly url: string;
  /** Of the workspace `default`. */
  readonly ownerKey: string;
  /** What was sent to the engine, which is not there. */
  readonly sent: EngineEvent[];
  /** Calls the management API as the owner of the workspace `default`. */
  api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: never; headers: Headers }>;
  close(): Promise<void>;
}

/** The whole HTTP app over a real database of its own, listening on a free port; without an engine. */
export async function startTestApp(mongoUri: string, env: Record<string, string> = {}): Promise<TestApp> {
  const uri = new URL(mongoUri);
  uri.pathname = `/test_${randomUUID().slice(0, 13)}`;
  const config = loadConfig({
    MONGODB_URI: uri.toString(),
    SLUICE_ENCRYPTION_KEY: randomBytes(32).toString("hex"),
    SLUICE_ADMIN_API_KEY: ADMIN_KEY,
    SLUICE_LOG_LEVEL: "silent",
    ...env,
  });
  const sent: EngineEvent[] = [];
  const services = await openServices(config, {
    name: "server",
    createSender: () => async (event) => void sent.push(event),
    register: () => {},
  });
  const app = await createApp(services, { checkAnswers: true });
  await new Promise<void>((resolve) => app.server.listen(0, "127.0.0.1", resolve));
  const address = app.server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  return {
    services,
    url,
    ownerKey: ADMIN_KEY,
    sent,
    async api(method, path, body) {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${ADMIN_KEY}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return {
        status: answer.status,
        body: (text ? JSON.parse(text) : null) as never,
        headers: answer.headers,
      };
    },
    async close() {
      await app.close();
      await services.ctx.db.dropDatabase();
      await services.close();
    },
  };
}
