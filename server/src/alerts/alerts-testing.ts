import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type Alert, type AlertChannel, type AlertSettings, USUAL_ALERTS } from "@sluice/shared/alerts";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { SMTPServer } from "smtp-server";
import { eventRows, failureGroup } from "../events/index.ts";
import { customerEvent, sender } from "../events/receive-testing.ts";
import { failureTerm } from "../events/terms.ts";
import type { TestApp } from "../testing/index.ts";
import { checkJobs, sendMessage, tellAlerts } from "./index.ts";
import { messageRepo } from "./message-repo.ts";

export interface Got {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Somebody's HTTP receiver, which answers as it is told. */
export async function receiver() {
  const got: Got[] = [];
  const answers: Array<{ status: number; body?: string; headers?: Record<string, string> }> = [];
  const server = createServer((req, res) => {
    let body = "";
    req.setEncoding("utf8").on("data", (part) => {
      body += part;
    });
    req.on("end", () => {
      got.push({ headers: req.headers, body });
      const { status, body: text = "ok", headers = {} } = answers.shift() ?? { status: 200 };
      res.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/secret-part`,
    got,
    /** The next answers; then 200. */
    answers,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A mail server; it refuses recipients that begin with `nobody`. */
export async function mailServer() {
  const got: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith("nobody")
        ? done(Object.assign(new Error("no such mailbox here"), { responseCode: 550 }))
        : done(),
    onData(stream, _session, done) {
      let text = "";
      stream.setEncoding("utf8");
      stream.on("data", (part: string) => {
        text += part;
      });
      stream.on("end", () => {
        got.push(text);
        done(null);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, got, close: () => server.close() };
}

/** Whether a webhook bears a signature by this secret, as Standard Webhooks' receivers tell it. */
export function isSignedBy(secret: string, { headers, body }: Got): boolean {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const content = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  return String(headers["webhook-signature"]).split(" ").includes(expected);
}

const WORKSPACE = "/api/workspaces/default";

/** What tests do with alerts of an app. */
export function alertBench(app: () => TestApp) {
  const { createJob, post } = sender(app);
  const bench = {
    createJob: (name = "Receiving") => createJob({}, { name }),
    async settings(job: SyncJob, over: Partial<AlertSettings>): Promise<void> {
      const path = `${WORKSPACE}/sync-jobs/${job.id}/alert-settings`;
      const { status } = await app().api("PUT", path, { ...USUAL_ALERTS, ...over });
      if (status !== 200) throw new Error(`settings answered ${status}`);
    },
    async channel(body: object): Promise<AlertChannel & { secret: string }> {
      const answer = await app().api("POST", `${WORKSPACE}/alert-channels`, body);
      if (answer.status !== 201)
        throw new Error(`channel answered ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    /** Events that were received now and settled so. */
    async settle(job: SyncJob, status: "failed" | "processed", n: number): Promise<void> {
      const { ctx, rollups } = app().services;
      const message = "E11000 duplicate key";
      const group = failureGroup("duplicate_key", message);
      for (let sent = 0; sent < n; sent += 1) {
        const { body } = await post(job, JSON.stringify(customerEvent()));
        await eventRows(ctx.db).updateOne(
          { _id: body.id },
          {
            $set: {
              status,
              settledAt: new Date(),
              ...(status === "failed" && { error: { code: "duplicate_key", message, group } }),
            },
            ...(status === "failed" && { $addToSet: { terms: failureTerm(group) } }),
          },
        );
      }
      await rollups.mark(job.id, [new Date()]);
    },
    /** Looks at every job and has it told, as of `later` milliseconds from now; answers what there is to send. */
    async look(later = 0): Promise<string[]> {
      const { ctx, rollups } = app().services;
      const now = new Date(Date.now() + later);
      for (let from = ""; ; ) {
        const next = await checkJobs(ctx, rollups, from, now);
        if (next === undefined) break;
        from = next;
      }
      await tellAlerts(ctx, now);
      return messageRepo(ctx.db).due();
    },
    async sendAll(): Promise<string[]> {
      const { ctx, deliverer } = app().services;
      const due = await messageRepo(ctx.db).due();
      return Promise.all(due.map((id) => sendMessage(ctx, deliverer, id)));
    },
    alerts: async (job?: SyncJob): Promise<Alert[]> =>
      (
        (await app().api("GET", `${WORKSPACE}/alerts${job ? `?jobId=${job.id}` : ""}`)).body as {
          data: Alert[];
        }
      ).data,
  };
  return bench;
}
