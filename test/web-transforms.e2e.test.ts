import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const KEY = "8".repeat(64);
const SOON_MS = 30_000;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  [stack, browser] = await Promise.all([
    startStack({ env: { SLUICE_ENCRYPTION_KEY: KEY } }),
    launchBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

const customer = (id: string, status: string) => ({
  id: `evt_${id}`,
  object: "event",
  type: "customer.updated",
  created: Math.floor(Date.now() / 1000) - 60,
  livemode: false,
  data: { object: { id: `cus_${id}`, object: "customer", status, email: `${id}@example.com` } },
});

/** From the top: what the bars cover in part is no target. */
async function look(page: Page, name: string): Promise<void> {
  await page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)");
  await inspect(page, name);
}

async function type(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: "Function that changes a document" }).click();
  await page.keyboard.press("ControlOrMeta+a");
  // Else the browser would want to keep the style of what it replaces, which the policy refuses.
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

test("a filter and a transformation are tried on stored events, saved, and re-applied to history", {
  timeout: 240_000,
}, async () => {
  const job = await stack.createJob({ name: "Shaped" });
  for (const [id, status] of [
    ["one", "active"],
    ["two", "active"],
    ["three", "idle"],
  ] as const)
    await acknowledged(job, customer(id, status));
  const documents = () =>
    stack.destination(job.database).collection("customers").find().sort({ _id: 1 }).toArray();
  await stack.until("they are stored", SOON_MS, async () => (await documents()).length === 3);

  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));
  await page.goto(`${stack.url}/jobs/${job.id}?tab=transform`);
  await page.getByText("3 of the last 3 events pass").waitFor();
  await page.getByText("Every event passes.").waitFor();

  await page.getByRole("button", { name: "Add condition" }).click();
  await page.getByLabel("Condition 1: path").fill("$.object.status");
  await page.getByLabel("Condition 1: value").fill("active");
  await page.getByText("2 of the last 3 events pass").waitFor();
  await page.getByRole("button", { name: /cus_three Left out/ }).click();
  await page.getByText('Does not hold: there is "idle"').waitFor();

  await page.getByRole("group", { name: "How documents are changed" }).getByText("Operations").click();
  await page.getByRole("button", { name: "Add operation" }).click();
  await page.getByLabel("Fields").fill("email");
  await page.getByRole("button", { name: /cus_two Stored/ }).click();
  await page.getByText("2 lines removed").waitFor();

  await page.getByRole("group", { name: "How documents are changed" }).getByText("JavaScript").click();
  await type(page, "export default function (document) {\n  return document.a.b;\n}");
  await page.getByText("2 fail").waitFor();
  await page.getByRole("heading", { name: "The function fails on this event" }).waitFor();
  expect(await page.locator(".cm-wrongLine").textContent()).toContain("document.a.b");
  await look(page, "transform-failing");
  await type(page, "export default ({ id, status }) => ({ id, state: status.toUpperCase() })");
  await page.getByText('"state": "ACTIVE"').waitFor();
  await page.getByRole("button", { name: "Save as version 2" }).click();
  await page.getByText("Saved. Applies to events from now on.").waitFor();

  await page.getByRole("button", { name: "Re-apply to history…" }).click();
  await page.getByText("3 stored events will be looked at").waitFor();
  await page.getByRole("button", { name: "Re-apply", exact: true }).click();
  await page.getByText("Re-applied", { exact: true }).waitFor({ timeout: SOON_MS });
  await page.getByText("2 written").waitFor();
  const found = await documents();
  expect(found).toMatchObject([
    { _id: "cus_one", state: "ACTIVE" },
    { _id: "cus_three", status: "idle" },
    { _id: "cus_two", state: "ACTIVE" },
  ]);
  expect(found[0]?.email).toBeUndefined();
  await look(page, "transform-reapplied");
  expect(complaints.filter((words) => !/status of 40[01]/.test(words))).toEqual([]);
});
