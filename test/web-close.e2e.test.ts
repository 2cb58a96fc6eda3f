import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalClose, startClose } from "./providers/close.ts";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";

const KEY = "5".repeat(64);
const LONG_MS = 60_000;
const OBJECTS = { leads: 140, contacts: 120, opportunities: 40, activities: 160, tasks: 12, users: 3 };

let close: LocalClose;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  close = await startClose({ pushEveryMs: 200, post: { doubled: 20 } });
  close.fill(OBJECTS);
  const env = { SLUICE_ENCRYPTION_KEY: KEY, SLUICE_CLOSE_API: close.url, SLUICE_ALLOW_PRIVATE: "1" };
  [stack, browser] = await Promise.all([startStack({ env }), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await close?.stop();
});

const main = (page: Page) => page.getByRole("main");
const button = (page: Page, name: string | RegExp) => main(page).getByRole("button", { name });

test("Close, from its key to a copy that is complete, follows it and is proven equal", async () => {
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));

  await page.goto(`${stack.url}/jobs/new`);
  await page.getByLabel("Name", { exact: true }).fill("Sales");
  await page.getByRole("radio", { name: /^Close/ }).check();
  await page.getByRole("radio", { name: /^Both/ }).check();
  await page.getByLabel("API key of Close").fill(close.key);
  await inspect(page, "close-source");
  await button(page, "Continue").click();
  await page.getByLabel("All event types").waitFor();
  await inspect(page, "close-events");
  await button(page, "Continue").click();
  await page.getByLabel("Database").fill("sales");
  await page.getByLabel("Database").blur();
  await page.getByText("can be written to").waitFor();
  await button(page, "Create job").click();

  await page.getByRole("heading", { name: "Let Sluice do it" }).waitFor();
  await inspect(page, "close-connect");
  await button(page, "Register it for me").click();
  await page.getByText("Close sends to this URL").waitFor();
  expect(close.subscriptions).toHaveLength(1);
  const lead = close.create("leads");
  await page.getByText(/The last request, lead.created, was taken/).waitFor({ timeout: LONG_MS });
  await inspect(page, "close-connected");
  const id = close.subscriptions[0]!.url.split("/").at(-1);

  await page.goto(`${stack.url}/jobs/${id}?tab=schedule`);
  await button(page, "Run now").click();
  await page.getByRole("row").filter({ hasText: "Completed" }).waitFor({ timeout: LONG_MS });
  const sales = stack.destination("sales");
  expect(await sales.collection("activities").countDocuments()).toBe(OBJECTS.activities);
  await inspect(page, "close-schedule");

  close.update("leads", lead.id as string, { name: "Renamed" });
  const [gone] = [...close.state().get("contacts")!.keys()] as [string];
  close.remove("contacts", gone);
  await stack.until("the webhooks are written", LONG_MS, async () => {
    const renamed = await sales
      .collection<{ _id: string; name?: string }>("leads")
      .findOne({ _id: lead.id as string });
    const removed = await sales.collection<{ _id: string }>("contacts").findOne({ _id: gone });
    return renamed?.name === "Renamed" && removed === null;
  });

  await page.getByRole("tab", { name: "Reconcile" }).click();
  await button(page, "Compare now…").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /^Compare \d+ collections$/ }).click();
  await dialog.waitFor({ state: "hidden" });
  const report = page.getByRole("region", { name: "Report", exact: true });
  const equal = report.getByText(/^Equal: 475 objects in \d+ collections$/);
  await equal.waitFor({ timeout: LONG_MS });
  await equal.scrollIntoViewIfNeeded();
  await inspect(page, "close-equal");
  for (const [collection, objects] of close.state())
    if (objects.size > 0) expect(await sales.collection(collection).countDocuments()).toBe(objects.size);
  expect(complaints.filter((words) => !/status of 401/.test(words))).toEqual([]);
}, 240_000);
