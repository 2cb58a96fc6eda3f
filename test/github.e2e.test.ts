import { randomUUID } from "node:crypto";
import { CreatedSyncJob } from "@sluice/shared/sync-jobs";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { documentOf, jobRoute, settled } from "./support/events.ts";
import { sendFromGitHub } from "./support/github-sender.ts";
import type { TestJob } from "./support/stack.ts";
import { stackOfFile } from "./support/stack-of-file.ts";

const stack = await stackOfFile();

/** A job with the secret that was made for it. */
async function githubJob(): Promise<TestJob> {
  const made = await stack.call(CreatedSyncJob, "POST", "/api/workspaces/default/sync-jobs", {
    name: "Code",
    source: { connector: "github" },
    destination: { database: `dest_${randomUUID().slice(0, 12)}` },
    webhookConfig: {},
  });
  const { id, webhookUrl: url, webhookSecret: secret = "", destination } = made;
  return { id, url, secret, database: destination.database };
}

const repository = { id: 7, full_name: "okafor/lamp", owner: { login: "okafor" } };
const issue = (action: string, second: number, title: string, more: object = {}) => ({
  action,
  issue: { id: 5, number: 1, title, state: "open", labels: [], updated_at: `2026-05-01T10:00:${second}Z` },
  repository,
  sender: { login: "wokafor" },
  ...more,
});

describe("a job of GitHub", () => {
  test("has a secret of its own, writes what comes in its order, and deletes for good", async () => {
    const job = await githubJob();
    expect(job.secret.length).toBeGreaterThan(30);
    expect((await sendFromGitHub({ ...job, secret: "another" }, "ping", { zen: "…" })).status).toBe(401);

    const ping = await sendFromGitHub(job, "ping", { zen: "Keep it simple", hook_id: 1, repository });
    expect(ping.status).toBe(202);
    expect(await settled(stack, ping.body.id)).toMatchObject({
      type: "ping",
      outcome: "ignored",
      reason: "a ping says that the webhook is set up",
    });

    const write = async (event: string, payload: object) => {
      const { status, body } = await sendFromGitHub(job, event, payload);
      expect(status).toBe(202);
      return settled(stack, body.id);
    };
    const kept = () => documentOf(stack, job, "issues", "5");
    expect(await write("issues", issue("edited", 20, "b"))).toMatchObject({ type: "issues.edited" });
    expect(await write("issues", issue("opened", 10, "a"))).toMatchObject({ outcome: "superseded" });
    expect(await kept()).toMatchObject({ title: "b", _sync_metadata: { source: "github" } });
    await write("issues", issue("deleted", 30, "b"));
    expect(await write("issues", issue("closed", 25, "c"))).toMatchObject({ outcome: "superseded" });
    expect(await kept()).toBeNull();
  });

  test("knows a delivery by its header, and settles what one second holds by what was there before", async () => {
    const job = await githubJob();
    const delivery = randomUUID();
    const edited = (title: string, from: string) =>
      issue("edited", 20, title, { changes: { title: { from } } });
    const last = await sendFromGitHub(job, "issues", edited("c", "b"), { delivery });
    const again = await sendFromGitHub(job, "issues", edited("c", "b"), { delivery });
    expect([again.status, again.body.id]).toEqual([200, last.body.id]);
    await settled(stack, last.body.id);
    const first = await sendFromGitHub(job, "issues", edited("b", "a"));
    await settled(stack, first.body.id);
    const document = await documentOf(stack, job, "issues", "5");
    expect(document).toMatchObject({ title: "c", _sync_metadata: { eventId: delivery } });
    expect(document?._sync_metadata).not.toMatchObject({ ambiguous: true });
  });

  test("a form is refused with what to choose instead, and a replay knows its event", async () => {
    const job = await githubJob();
    const form = await sendFromGitHub(job, "issues", issue("opened", 10, "a"), { form: true });
    expect(form.status).toBe(400);
    expect(form.body.error?.message).toMatch(/choose application\/json as the content type/);

    const sent = await sendFromGitHub(job, "issues", issue("opened", 10, "a"));
    await settled(stack, sent.body.id);
    const replay = await stack.call(
      z.object({ id: z.string() }),
      "POST",
      `/api/v1/events/${sent.body.id}/replay`,
      {
        payload: issue("edited", 10, "by hand"),
      },
    );
    expect(await settled(stack, replay.id)).toMatchObject({ type: "issues.edited", outcome: "applied" });
    expect(await documentOf(stack, job, "issues", "5")).toMatchObject({ title: "by hand" });
  });

  test("changes its secret with a day in which both are valid", async () => {
    const job = await githubJob();
    const { secret } = await stack.call(
      z.object({ secret: z.string() }),
      "POST",
      `${jobRoute(job)}/webhook/regenerate-secret`,
    );
    const statuses = await Promise.all(
      [secret, job.secret, "another"].map(
        async (one) => (await sendFromGitHub({ ...job, secret: one }, "ping", { zen: one })).status,
      ),
    );
    expect(statuses).toEqual([202, 202, 401]);
  });
});
