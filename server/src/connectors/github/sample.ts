import { randomUUID } from "node:crypto";
import { type Fields, sampleNamed } from "../objects.ts";
import { DELIVERY_HEADER, EVENT_HEADER } from "./envelope.ts";
import * as objects from "./sample-objects.ts";
import { SIGNATURE_HEADER, sign } from "./verify.ts";

/** What a payload carries beside the action, the repository and who did it; `at` is now, as GitHub writes it. */
type Sample = (at: string) => Fields;

const issue =
  (more: Fields = {}, beside: Fields = {}): Sample =>
  (at) => ({ issue: { ...objects.issue, updated_at: at, ...more }, ...beside });
const pullRequest =
  (more: Fields = {}, beside: Fields = {}): Sample =>
  (at) => ({
    number: objects.pullRequest.number,
    pull_request: { ...objects.pullRequest, updated_at: at, ...more },
    ...beside,
  });
const closed = (at: string) => ({ state: "closed", closed_at: at, updated_at: at });
const release: Sample = (at) => ({
  release: { ...objects.release, created_at: at, published_at: at, updated_at: at },
});
const comment: Sample = (at) => ({
  issue: { ...objects.issue, updated_at: at },
  comment: { ...objects.comment, created_at: at, updated_at: at },
});

const SAMPLES: Readonly<Record<string, Sample>> = {
  "issues.opened": (at) => issue({ created_at: at })(at),
  "issues.edited": issue(
    { title: "The monitor flickers since 2.4.0" },
    { changes: { title: { from: objects.issue.title } } },
  ),
  "issues.labeled": issue({ labels: [objects.label] }, { label: objects.label }),
  "issues.closed": (at) => issue({ ...closed(at), state_reason: "completed" })(at),
  "issues.reopened": issue({ state_reason: "reopened" }),
  "issues.deleted": issue(),
  "issue_comment.created": comment,
  "issue_comment.deleted": comment,
  push: (at) => ({
    ...objects.push,
    repository: { ...objects.repository, pushed_at: Math.floor(Date.parse(at) / 1000) },
  }),
  "pull_request.opened": (at) => pullRequest({ created_at: at })(at),
  "pull_request.synchronize": pullRequest(
    { commits: 2 },
    { before: "9c1185a5c5e9fc54612808977ee8f548b2258d31", after: "4b825dc642cb6eb9a060e54bf8d69288fbee4904" },
  ),
  "pull_request.closed": (at) => pullRequest({ ...closed(at), merged: true, merged_at: at })(at),
  "pull_request_review.submitted": (at) => ({
    review: { ...objects.review, submitted_at: at },
    ...pullRequest()(at),
  }),
  "release.published": release,
  "release.deleted": release,
  "workflow_run.completed": (at) => ({
    workflow_run: { ...objects.workflowRun, created_at: at, updated_at: at, run_started_at: at },
  }),
};

export const sampleTypes: readonly string[] = Object.keys(SAMPLES);

const SAMPLE_ID = "sample-";
export const isSample = (eventId: string): boolean => eventId.startsWith(SAMPLE_ID);

/**
 * A signed event of one of `sampleTypes` about a made-up object; `now` in milliseconds.
 * @throws RangeError for any other type.
 */
export function sample(
  type: string,
  secret: string,
  now: number,
): { rawBody: Buffer; headers: Record<string, string> } {
  const made = sampleNamed(SAMPLES, type, "GitHub");
  const [event = "", action] = type.split(".");
  const at = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
  const { repository, organization, sender } = objects;
  const payload = {
    ...(action && { action }),
    repository: { ...repository, updated_at: at },
    ...made(at),
    organization,
    sender,
  };
  const rawBody = Buffer.from(JSON.stringify(payload));
  return {
    rawBody,
    headers: {
      [EVENT_HEADER]: event,
      [DELIVERY_HEADER]: `${SAMPLE_ID}${randomUUID()}`,
      [SIGNATURE_HEADER]: sign(rawBody, secret),
    },
  };
}
