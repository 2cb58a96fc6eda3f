import type { Page } from "playwright-core";
import type { TestJob } from "../support/stack.ts";
import type { Demo } from "./demo.ts";

export interface Picture {
  readonly route: string;
  /** What is opened on the page before. */
  readonly open?: (page: Page) => Promise<void>;
  /** On phones too the chosen tab is what the picture is of. */
  readonly isTab?: boolean;
  /** As a narrow screen of a desk has it, too. */
  readonly onTablet?: boolean;
}

/** Every page, and what opens on it. */
export const picturesOf = ({ stripe, processed, failed }: Demo, copy: TestJob): Record<string, Picture> => ({
  jobs: { route: "/jobs" },
  "new-job": { route: "/jobs/new" },
  job: { route: `/jobs/${stripe.id}`, onTablet: true },
  "job-runs": tabOf(stripe, "executions"),
  "job-settings": tabOf(stripe, "settings"),
  "job-analytics": tabOf(stripe, "analytics"),
  "job-alerts": tabOf(stripe, "alerts"),
  "job-schedule": tabOf(copy, "schedule"),
  "job-reconcile": tabOf(copy, "reconcile"),
  "job-transform": tabOf(copy, "transform"),
  events: { route: "/events", onTablet: true },
  "events-peek": { route: `/events?peek=${processed}`, open: (page) => shown(page, "Grace Hopper") },
  "events-failed": { route: "/events?status=failed" },
  "events-bulk": { route: "/events?status=failed", open: replayAll },
  "event-failed": { route: `/events/${failed}` },
  "event-processed": { route: `/events/${processed}` },
  "event-edit": {
    route: `/events/${failed}`,
    async open(page) {
      await page.getByRole("button", { name: /^Edit and replay/ }).click();
      await page.getByRole("dialog").getByRole("textbox").waitFor();
    },
  },
  rejected: { route: "/rejected" },
  "rejected-peek": {
    route: "/rejected",
    async open(page) {
      await page.getByRole("link", { name: "Signature doesn't match" }).first().click();
      await page.getByRole("button", { name: "Let in…" }).waitFor();
    },
  },
  ...Object.fromEntries(
    [
      "profile",
      "preferences",
      "members",
      "api-keys",
      "workspace",
      "retention",
      "erasures",
      "alerts",
      "bulk",
      "audit",
    ].map((section) => [`settings-${section}`, { route: `/settings/${section}` }]),
  ),
  overview: { route: "/", onTablet: true },
});

const tabOf = (job: TestJob, tab: string): Picture => ({ route: `/jobs/${job.id}?tab=${tab}`, isTab: true });

const shown = (page: Page, text: string) => page.getByText(text).first().waitFor();

async function replayAll(page: Page): Promise<void> {
  await page.getByLabel("Select all loaded rows").check();
  await page.getByRole("button", { name: /^Replay \d+…/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Replay \d+$/ })
    .waitFor();
}

/** The steps of a new job one after the other; it stays when they are done. */
export async function eachStep(page: Page, url: string, shoot: (name: string) => Promise<void>) {
  const next = page.getByRole("button", { name: "Continue" });
  await page.goto(`${url}/jobs/new`);
  await page.getByLabel("Name", { exact: true }).fill("Stripe Ireland");
  await next.click();
  await page.getByLabel("All event types").uncheck();
  await page.getByRole("checkbox", { name: "All customer events", exact: true }).check();
  await page.getByRole("checkbox", { name: "All invoice events", exact: true }).check();
  await shoot("new-job-events");
  await next.click();
  await page.getByLabel("Database").fill("crm");
  await page.getByLabel("Collection prefix").fill("ireland_");
  await page.getByLabel("Collection prefix").blur();
  await page.getByText("can be written to").waitFor();
  await shoot("new-job-destination");
  await page.getByRole("button", { name: "Create job" }).click();
  await page.getByRole("heading", { name: "Point Stripe at this URL" }).waitFor();
  await shoot("new-job-connect");
}
