import * as z from "zod";
import { op } from "../contract/op.ts";
import { Change } from "../sync-jobs/job.ts";

/**
 * How what a job needs compares to what its provider sends to its URL. `unsupported`: the provider's API makes no
 * webhooks. `no_key`: the job has no API key. `failed`: the provider would not say. `absent`: nothing sends to the
 * URL. `disabled`: the provider has stopped sending. `gaps`: some types are not sent. `covered`: all are.
 */
export const CoverageState = z.enum([
  "unsupported",
  "no_key",
  "failed",
  "absent",
  "disabled",
  "gaps",
  "covered",
]);
export type CoverageState = z.infer<typeof CoverageState>;

export const WebhookCoverage = z
  .object({
    state: CoverageState,
    /** For people: what is the matter, and what to do. */
    message: z.string(),
    /** By this job; a webhook made by hand has none. */
    registered: Change.extend({ id: z.string() }).nullable(),
    /** The webhook that sends to the job's URL; `events` are types, or `*` for all. */
    endpoint: z.object({ id: z.string(), isEnabled: z.boolean(), events: z.array(z.string()) }).nullable(),
    /** Types that the job takes and the webhook does not send. */
    missing: z.array(z.string()),
    /** Types that the webhook sends and the job leaves out. */
    unneeded: z.array(z.string()),
    /** Further webhooks with the same URL: each event comes once from each. */
    others: z.array(z.string()),
    checkedAt: z.iso.datetime(),
  })
  .meta({ id: "WebhookCoverage" });
export type WebhookCoverage = z.infer<typeof WebhookCoverage>;

const tag = "Sync jobs";
const path = "/api/workspaces/{workspaceId}/sync-jobs/{jobId}/webhook";
const params = z.object({ workspaceId: z.string(), jobId: z.string() });

export const registrationsContract = {
  coverage: op({
    method: "GET",
    path: `${path}/coverage`,
    operationId: "getWebhookCoverage",
    role: "viewer",
    tag,
    summary: "Compare the events a job needs to those its provider sends",
    description:
      "Asks the provider with the job's API key. It is also asked once a day; gaps are a notice of the job.",
    params,
    output: WebhookCoverage,
  }),
  register: op({
    method: "POST",
    path: `${path}/register`,
    operationId: "registerWebhook",
    role: "admin",
    tag,
    summary: "Make the provider send to the job's URL, and store the secret it answers",
    description:
      "Where a webhook of the job's is there already, its events are made equal to the job's and it is switched on. Others with the same URL are removed. What was the secret stays valid for 24 hours.",
    params,
    output: WebhookCoverage,
    errors: ["unprocessable", "conflict"],
  }),
  unregister: op({
    method: "DELETE",
    path: `${path}/register`,
    operationId: "unregisterWebhook",
    role: "admin",
    tag,
    summary: "Remove the registered webhook from the provider",
    params,
    errors: ["unprocessable", "conflict"],
  }),
} as const;
