import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStripe, startStripe } from "./providers/stripe.ts";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";

const KEY = "7".repeat(64);
let stripe: LocalStripe;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  stripe = await startStripe();
  stripe.fill({ customers: 1_200, subscriptions: 60 });
  [stack, browser] = await Promise.all([
    startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY, SLUICE_STRIPE_API: stripe.url } }),
    launchBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await stripe?.stop();
});

const main = (page: Page) => page.getByRole("main");
const button = (page: Page, name: string | RegExp) => main(page).getByRole("button", { name });

test("a scheduled Stripe job: made, run, watched, paused, changed", { timeout: 240_000 }, async () => {
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));

  await page.goto(`${stack.url}/jobs/new`);
  await page.getByLabel("Name", { exact: true }).fill("Stripe by night");
  await page.getByRole("radio", { name: /By schedule/ }).check();
  await page.getByLabel(/API key/).fill(stripe.key);
  await button(page, "Continue").click();
  await page.getByRole("heading", { name: "What, and how often?" }).waitFor();
  await page.getByText(/^Next: \S/).waitFor();
  await inspect(page, "wizard-schedule");
  await button(page, "Continue").click();
  await page.getByLabel("Database").fill("nightly");
  await button(page, "Create job").click();

  await page.getByRole("tab", { name: "Schedule", selected: true }).waitFor();
  await inspect(page, "schedule-before");
  stripe.options.trouble = { slow: 100, slowMs: 700 };
  await button(page, "Run now").click();
  await page.getByRole("region", { name: "Backfill in progress" }).waitFor();
  await page.getByText(/Customers, 1 of/).waitFor();
  await inspect(page, "schedule-running");
  await button(page, "Pause").last().click();
  await button(page, "Resume").last().waitFor();
  stripe.options.trouble = {};
  await button(page, "Resume").last().click();
  await page.getByRole("row").filter({ hasText: "Completed" }).waitFor({ timeout: 60_000 });
  expect(await stack.destination("nightly").collection("customers").countDocuments()).toBe(1_200);

  await page.getByRole("row").filter({ hasText: "Completed" }).getByRole("link").click();
  await page
    .getByText(/this is the first run/)
    .first()
    .waitFor();
  await inspect(page, "schedule-run");
  await button(page, "All runs").click();

  await button(page, "Backfill…").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^All that Stripe lists/).uncheck();
  await dialog.getByRole("button", { name: "Start backfill" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("row").filter({ hasText: "Completed" }).nth(1).waitFor();

  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByLabel("How often").click();
  await page.getByRole("option", { name: "Every 15 minutes" }).click();
  await button(page, "Save schedule").click();
  await page.getByText("Saved.").first().waitFor();
  await page.goto(`${stack.url}/jobs`);
  await page
    .getByRole("row")
    .filter({ hasText: "Stripe by night" })
    .getByText(/Every 15 minutes/)
    .waitFor();
  await inspect(page, "jobs-scheduled");
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
});
