import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { startStripe } from "../providers/stripe.ts";
import { codeOf, createOwner, launchBrowser } from "../support/browser.ts";
import { startStack } from "../support/stack.ts";
import { makeCopy } from "./copy.ts";
import { makeDemo } from "./demo.ts";
import { eachStep, type Picture, picturesOf } from "./pages.ts";

const FOLDER = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, "../../docs/screenshots"));
const KEY = "7".repeat(64);
const DEVICES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 1024, height: 768 },
  phone: { width: 390, height: 844 },
} as const;
/** Charts, code and live data need a moment after the page is there. */
const SETTLE_MS = 700;
/** Below the bar at the top. */
const TO_TABS = `scrollBy(0, document.querySelector('[aria-label="Parts of this job"]').getBoundingClientRect().top - 48)`;

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
  const demo = await makeDemo(stack);
  const copy = await makeCopy(stack, stripe);
  for (const [name, picture] of Object.entries(picturesOf(demo, copy))) {
    await page.goto(`${stack.url}${picture.route}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await picture.open?.(page);
    await shoot(page, name, picture);
  }
  await eachStep(page, stack.url, (name) => shoot(page, name));
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
async function shoot(page: Page, name: string, { isTab, onTablet }: Partial<Picture> = {}): Promise<void> {
  for (const [device, size] of Object.entries(DEVICES)) {
    if (device === "tablet" && !onTablet) continue;
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForLoadState("networkidle");
      await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
      if (isTab && device === "phone") {
        await page.getByRole("tablist", { name: "Parts of this job" }).waitFor();
        await page.evaluate(TO_TABS);
      }
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: path.join(FOLDER, `${name}-${device}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize(DEVICES.desktop);
  process.stdout.write(`${name}\n`);
}
