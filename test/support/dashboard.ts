import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";

/** Pictures of each state of the last run, to be looked at by a person. */
const SHOTS = path.join(tmpdir(), "sluice-web-screenshots");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 780 };
/** By far the slowest of them. */
const CONTRAST = "color-contrast";
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A page that gathers what the browser complains about: script errors, refused resources, broken policies. */
export async function openPage(browser: Browser): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.text()} ${message.location().url}`);
  });
  return { page, complaints };
}

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("Work email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** No accessibility problem and no sideways scrolling, light and dark, wide and narrow. */
export async function inspect(page: Page, name: string): Promise<void> {
  for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(size);
    // What the top bar half covers would count as a target of half its size.
    await page.evaluate("scrollTo(0, 0)");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      if (!process.env.CI) await page.screenshot({ path: `${SHOTS}/${name}-${device}-${colorScheme}.png` });
      if (device === "phone" && colorScheme === "dark") continue;
      const axe = new AxeBuilder({ page });
      // The themes differ in their colours only, and a phone in all else.
      const checked = colorScheme === "dark" ? axe.withRules(CONTRAST) : axe.withTags(RULES);
      if (device === "phone") checked.disableRules(CONTRAST);
      const { violations } = await checked.analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
      expect(found, `${name}, ${device}, ${colorScheme}`).toEqual([]);
    }
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(overflow, `${name} scrolls sideways, ${device}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}
