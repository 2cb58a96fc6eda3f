import { NewInvitation } from "@sluice/shared/workspaces";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, launchBrowser } from "./support/browser.ts";
import { inspect, openPage, signIn } from "./support/dashboard.ts";
import { type Stack, startStack, type TestJob } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const KEY = "8".repeat(64);
const OWNER = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };
const VIEWER = { name: "Vera Visser", email: "vera@example.com", password: "only looking around" };

let stack: Stack;
let browser: Browser;
let job: TestJob;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY } }),
    launchBrowser(),
  ]);
  job = await stack.createJob({ name: "Stripe billing" });
  await acknowledged(job, {
    id: "evt_seen",
    object: "event",
    type: "customer.created",
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    data: {
      object: { id: "cus_seen", object: "customer", email: "seen@example.com", created: 1_700_000_000 },
    },
  });
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Joins by the owner's invitation, as a viewer, and comes back by signing in. */
async function comeAsViewer(page: Page): Promise<void> {
  const setUp = await stack.api("POST", "/api/setup", { ...OWNER, code: codeOf(KEY) });
  expect(setUp.status).toBe(201);
  const { url } = await stack.call(NewInvitation, "POST", "/api/workspaces/default/invitations", {
    email: VIEWER.email,
    role: "viewer",
  });
  await page.goto(url);
  await page.getByLabel("Your name").fill(VIEWER.name);
  await page.getByLabel("Password").fill(VIEWER.password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Sluice" }).waitFor();
  await signIn(page, VIEWER.email, VIEWER.password);
  await page.getByRole("main").getByRole("heading", { name: "Overview", level: 1 }).waitFor();
}

const button = (page: Page, name: string | RegExp) => page.getByRole("main").getByRole("button", { name });

async function isOff(page: Page, name: string | RegExp): Promise<void> {
  const found = button(page, name).first();
  await found.waitFor();
  expect(await found.isDisabled(), `${name} is off`).toBe(true);
}

test("a viewer sees every page of the jobs, is told why nothing can be done, and can do nothing", async () => {
  const { page, complaints } = await openPage(browser);
  await comeAsViewer(page);

  await page.goto(`${stack.url}/jobs`);
  await page.getByRole("row").filter({ hasText: "Stripe billing" }).waitFor();
  await isOff(page, "New sync job");
  expect(await button(page, "New sync job").getAttribute("title")).toContain("you are viewer");
  await inspect(page, "viewer-jobs");

  await page.goto(`${stack.url}/jobs/${job.id}`);
  await page.getByRole("row").filter({ hasText: "cus_seen" }).waitFor();
  await isOff(page, "Pause…");
  await isOff(page, "Send test event…");
  for (const tab of ["Executions", "Rejected"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("tabpanel", { name: tab }).waitFor();
  }

  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByText("Needs the role member; you are viewer").first().waitFor();
  for (const name of ["Save changes", "Rotate secret", "Test the destination", "Delete job…"])
    await isOff(page, name);
  for (const field of ["Name", "Time zone", "New signing secret"])
    expect(await page.getByLabel(field, { exact: true }).isDisabled(), `${field} is off`).toBe(true);
  await inspect(page, "viewer-settings");

  await page.goto(`${stack.url}/jobs/new`);
  await page.getByText("Needs the role member; you are viewer").first().waitFor();
  await isOff(page, "Continue");
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);

  const refused = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/workspaces/default/sync-jobs/${id}`, {
      method: "PATCH",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ paused: true }),
    });
    return answer.status;
  }, job.id);
  expect(refused).toBe(403);
}, 240_000);
