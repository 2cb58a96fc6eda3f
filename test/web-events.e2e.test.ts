import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const KEY = "7".repeat(64);
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

const customerCreated = (id: string) => ({
  id: `evt_${id}`,
  object: "event",
  type: "customer.created",
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  data: { object: { id: `cus_${id}`, object: "customer", email: "ada@example.com", created: 1_700_000_000 } },
});

test("events come in while nobody reads and wait while somebody does; one is found, looked at and replayed", async () => {
  const job = await stack.createJob({ name: "Tail" });
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));
  await page.goto(`${stack.url}/events?live=1&job=${job.id}`);
  await page.getByRole("button", { name: /^Live, / }).waitFor();
  const first = page.locator("[data-index='0']");

  await acknowledged(job, customerCreated("first"));
  await first.filter({ hasText: "cus_first" }).filter({ hasText: "Processed" }).waitFor();
  await acknowledged(job, customerCreated("second"));
  await first.filter({ hasText: "cus_second" }).waitFor();

  await page.keyboard.press("j");
  await acknowledged(job, customerCreated("third"));
  const bar = page.getByRole("button", { name: "1 new event. Paused while you read" });
  await bar.waitFor();
  expect(await first.textContent()).toContain("cus_second");
  await bar.click();
  await first.filter({ hasText: "cus_third" }).waitFor();

  await page.keyboard.press("f");
  await page.getByRole("button", { name: "Contains", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Contains" });
  await text.fill("cus_second");
  await page.waitForURL(/q=cus_second/);
  await text.press("ControlOrMeta+a");
  expect(await page.getByText(/^\d+ selected$/).count()).toBe(0);
  await text.press("Enter");
  await text.waitFor({ state: "detached" });
  await first.filter({ hasText: "cus_second" }).getByRole("link").click();
  const pane = page.getByRole("complementary");
  await pane.getByText('"ada@example.com"').waitFor();
  await inspect(page, "events");
  await page.keyboard.press("Escape");
  await pane.waitFor({ state: "detached" });
  await first.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Replay 1…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Replay 1", exact: true }).click();
  await page.getByText("1 event replayed").waitFor();

  const { object } = customerCreated("second").data;
  const { id } = await acknowledged(job, {
    ...customerCreated("second_update"),
    type: "customer.updated",
    data: { object: { ...object, email: "ada@lovelace.example" } },
  });
  await page.goto(`${stack.url}/events/${id}`);
  await page.getByRole("button", { name: "Changes 1", pressed: true }).waitFor();
  await page.getByText("Changed against the event before it").waitFor();
  await page.getByLabel("What this event changed: 1 line added, 1 line removed").waitFor();
  await inspect(page, "event-changed");

  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: /^Edit and replay/ });
  await dialog.getByRole("button", { name: "Changes" }).press("r");
  for (const key of ["j", "g", "o", "ControlOrMeta+k"]) await page.keyboard.press(key);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(new URL(page.url()).pathname).toBe(`/events/${id}`);
  expect(complaints.filter((words) => !/status of 401/.test(words))).toEqual([]);
});
