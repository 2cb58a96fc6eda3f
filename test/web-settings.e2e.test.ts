import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";

const KEY = "7".repeat(64);
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY } }),
    launchBrowser(),
  ]);
  await stack.api("POST", "/api/v1/api-keys", { name: "CI deploys", role: "member" });
  await stack.api("POST", "/api/v1/erasures", { objectIds: ["cus_gone"] });
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test("every section of the settings can be read and used by everybody", async () => {
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));
  await page.goto(`${stack.url}/settings`);
  const sections = page.getByRole("navigation", { name: "Settings" }).getByRole("link");
  await sections.first().waitFor();
  const hrefs = await Promise.all((await sections.all()).map((link) => link.getAttribute("href")));
  expect(hrefs.length).toBeGreaterThanOrEqual(8);
  for (const href of hrefs) {
    await page.goto(`${stack.url}${href}`);
    await page.getByRole("main").getByRole("heading", { level: 2 }).first().waitFor();
    await inspect(page, String(href).slice(1).replaceAll("/", "-"));
  }
  expect(complaints.filter((words) => !/status of 401/.test(words))).toEqual([]);
});
