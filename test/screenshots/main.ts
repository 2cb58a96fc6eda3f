import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { startStripe } from "../providers/stripe.ts";
import { codeOf, createOwner, launchBrowser } from "../support/browser.ts";
import { startStack } from "../support/stack.ts";
import { makeCopy } from "./copy.ts";
import { makeDemo } from "./demo.ts";

const FOLDER = path.resolve(import.meta.dirname, "../../docs/screenshots");
const KEY = "7".repeat(64);
const DEVICES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
/** Charts, code and live data need a moment after the page is there. */
const SETTLE_MS = 700;

const stripe = await startStripe();
const stack = await startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY, SLUICE_STRIPE_API: stripe.url } });
const browser = await launchBrowser();
let status = 1;
try {
  mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext({
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Paris",
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);

  await page.goto(stack.url);
  await page.getByRole("heading", { name: "Create the owner account" }).waitFor();
  await shoot(page, "first-run");
  await createOwner(page, stack.url, codeOf(KEY));
  await shoot(page, "overview-empty");
  const { stripe: job, processed, failed } = await makeDemo(stack);
  const copy = await makeCopy(stack, stripe);
  for (const [name, route] of Object.entries({
    jobs: "/jobs",
    "new-job": "/jobs/new",
    job: `/jobs/${job.id}`,
    "job-runs": `/jobs/${job.id}?tab=executions`,
    "job-settings": `/jobs/${job.id}?tab=settings`,
    "job-analytics": `/jobs/${job.id}?tab=analytics`,
    "job-alerts": `/jobs/${job.id}?tab=alerts`,
    "job-schedule": `/jobs/${copy.id}?tab=schedule`,
    "job-reconcile": `/jobs/${copy.id}?tab=reconcile`,
    "job-transform": `/jobs/${copy.id}?tab=transform`,
    events: "/events",
    "events-failed": "/events?status=failed",
    "event-failed": `/events/${failed}`,
    "event-processed": `/events/${processed}`,
    rejected: "/rejected",
    "settings-profile": "/settings/profile",
    "settings-members": "/settings/members",
    "settings-api-keys": "/settings/api-keys",
    "settings-workspace": "/settings/workspace",
    "settings-retention": "/settings/retention",
    "settings-alerts": "/settings/alerts",
    "settings-audit": "/settings/audit",
    // Last: by then the statistics know of the past.
    overview: "/",
  })) {
    await page.goto(`${stack.url}${route}`);
    await shoot(page, name);
  }
  await context.clearCookies();
  await page.goto(stack.url);
  await page.getByRole("heading", { name: "Sign in to Sluice" }).waitFor();
  await shoot(page, "sign-in");
  status = 0;
} finally {
  await browser.close();
  await stack.stop();
  await stripe.stop();
  process.exitCode = status;
}

/** The page as it is, wide and narrow, light and dark. */
async function shoot(page: Page, name: string): Promise<void> {
  for (const [device, size] of Object.entries(DEVICES)) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForLoadState("networkidle");
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: path.join(FOLDER, `${name}-${device}-${colorScheme}.png`) });
    }
  }
  process.stdout.write(`${name}\n`);
}
