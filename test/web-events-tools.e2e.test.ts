import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { openPage } from "./support/dashboard.ts";
import { type Stack, startStack, type TestJob } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const KEY = "7".repeat(64);
const EVENTS = 12;
let stack: Stack;
let browser: Browser;
let job: TestJob;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
let page: Page;

const event = (index: number, fields: object = {}) => ({
  id: `evt_tool${index}`,
  object: "event",
  type: index % 2 === 0 ? "customer.created" : "customer.updated",
  created: Math.floor(Date.now() / 1000) - 60 + index,
  livemode: false,
  data: { object: { id: `cus_tool${index}`, object: "customer", email: `n${index}@example.com`, ...fields } },
});

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY } }),
    launchBrowser(),
  ]);
  job = await stack.createJob({ name: "Tools" });
  const first = (await openPage(browser)).page;
  await createOwner(first, stack.url, codeOf(KEY));
  signedIn = await first.context().storageState();
  await first.context().close();
  for (let index = 0; index < EVENTS; index += 1) await acknowledged(job, event(index));
  // The driver cannot send a NUL in a key: this one fails, and fails again.
  await acknowledged(job, event(EVENTS, { metadata: { "a\u0000b": "1" } }));
  await stack.until("all are settled", 30_000, async () => {
    const counts = stack.ledger().collection("webhook_events");
    return (await counts.countDocuments({ status: { $in: ["processed", "failed"] } })) === EVENTS + 1;
  });
});

beforeEach(async () => {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    storageState: signedIn,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${stack.url}/events`);
  await row(0).waitFor();
  return () => context.close();
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const row = (index: number) => page.locator(`[data-index='${index}']`);
const selection = () => page.getByRole("status").filter({ hasText: "selected" });

test("a view is kept under a name, found again, opened and removed", async () => {
  await page.goto(`${stack.url}/events?type=customer.updated`);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByLabel("Name of a new view").fill("Updates only");
  await page.getByRole("button", { name: "Save this view" }).click();
  await page.getByRole("button", { name: "Updates only", exact: true }).waitFor();
  await page.goto(`${stack.url}/events`);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("link", { name: "Updates only" }).click();
  await page.waitForURL(/type=customer\.updated/);
  await row(0).filter({ hasText: "customer.updated" }).waitFor();
  await page.getByRole("button", { name: "Updates only", exact: true }).click();
  await page.getByRole("button", { name: "Remove the view Updates only" }).click();
  await page.getByRole("link", { name: "Updates only" }).waitFor({ state: "detached" });
});

test("drawing over the bars narrows the time; the figures are there as a table", async () => {
  const when = page.getByRole("region", { name: "When" });
  const bars = when.locator(".recharts-surface").first();
  await bars.waitFor();
  const box = (await bars.boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.3, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 8 });
  await page.mouse.up();
  await page.waitForURL(/range=/);
  await page.getByText("0 events").first().waitFor();
  await page.goto(`${stack.url}/events`);
  await row(0).waitFor();
  await when.getByRole("button", { name: "Show as table" }).click();
  await when.getByRole("table").waitFor();
  await when.getByRole("button", { name: "Show as chart" }).click();
  await bars.waitFor();
});

test("columns and the order of time are in the address", async () => {
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Attempts" }).click();
  await page.waitForURL(/cols=/);
  await page.keyboard.press("Escape");
  await page.getByRole("columnheader", { name: "Attempts" }).waitFor({ state: "detached" });
  await page.getByRole("columnheader", { name: "Received" }).getByRole("button").click();
  await page.waitForURL(/sort=oldest/);
  await row(0).filter({ hasText: "cus_tool0" }).waitFor();
});

test("keys select one, a range and all loaded, copy an id and clear again", async () => {
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await selection().filter({ hasText: "1 selected" }).waitFor();
  for (const key of ["j", "j", "j"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+X");
  await selection().filter({ hasText: "4 selected" }).waitFor();
  await page.keyboard.press("ControlOrMeta+a");
  await selection()
    .filter({ hasText: `${EVENTS + 1} selected` })
    .waitFor();
  await page.keyboard.press("Escape");
  await selection().waitFor({ state: "detached" });
  await page.keyboard.press(" ");
  await page.waitForURL(/peek=evt_/);
  await page.keyboard.press("c");
  const copied = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(page.url()).toContain(`peek=${copied}`);
});

test("all that match, as they were at the click, are replayed together", async () => {
  await page.goto(`${stack.url}/events?type=customer.updated`);
  await row(0).waitFor();
  await row(0).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Select all 6 that match" }).click();
  await page.getByText("All 6 that match").waitFor();
  await acknowledged(job, event(101));
  await page.keyboard.press("r");
  await page.getByRole("dialog").getByRole("button", { name: "Replay 6", exact: true }).click();
  await page.getByText("6 events replayed").waitFor();
});

test("all of one cause are tried again from its group", async () => {
  await page.goto(`${stack.url}/events?status=failed`);
  await page
    .getByRole("region", { name: "Causes of failure" })
    .getByRole("button", { name: "Retry 1…" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry 1", exact: true }).click();
  await page.getByText("1 event given another try").waitFor();
});

test("a long press selects on touch", async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    storageState: signedIn,
  });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${stack.url}/events`);
  await row(1).waitFor();
  const box = (await row(1).boundingBox())!;
  const touch = await context.newCDPSession(page);
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints });
  await selection().filter({ hasText: "1 selected" }).waitFor();
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  expect(page.url()).not.toContain("peek=");
  await context.close();
});

test("what an erasure sets aside is taken in again when it is lifted", async () => {
  const { body } = await stack.api("POST", "/api/v1/erasures", { objectIds: ["cus_tool3"] });
  expect(body).toMatchObject({ objectIds: ["cus_tool3"] });
  await page.goto(`${stack.url}/settings/erasures`);
  await page.getByRole("button", { name: /^Lift/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Lift the suppression" }).click();
  await page.getByText("Later events are accepted again").waitFor();
  expect((await acknowledged(job, event(103))).status).toBe("received");
});
