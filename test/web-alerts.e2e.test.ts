import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, launchBrowser } from "./support/browser.ts";
import { inspect, openPage, signIn } from "./support/dashboard.ts";
import { type Stack, startStack, type TestJob } from "./support/stack.ts";
import { acknowledged } from "./support/stripe-sender.ts";

const KEY = "9".repeat(64);
const OWNER = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };
let stack: Stack;
let browser: Browser;
let job: TestJob;
let receiver: Server;
const marks = mkdtempSync(path.join(tmpdir(), "sluice-marks-"));
const got: Array<{ id: string; body: { type: string; data: { alerts: Array<{ rule: string }> } } }> = [];

beforeAll(async () => {
  receiver = createServer((req, res) => {
    let text = "";
    req.on("data", (part) => {
      text += part;
    });
    req.on("end", () => {
      got.push({ id: String(req.headers["webhook-id"]), body: JSON.parse(text) });
      res.end("thank you");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  [stack, browser] = await Promise.all([
    startStack({
      env: {
        SLUICE_ENCRYPTION_KEY: KEY,
        SLUICE_ALLOW_PRIVATE: "1",
        // A worker dies once the alert is stored, another before it is sent, each once.
        SLUICE_FAULT: `alerts:after-open:1@${marks},alerts:before-send:1@${marks}`,
      },
    }),
    launchBrowser(),
  ]);
  job = await stack.createJob({ name: "Stripe billing" });
  const setUp = await stack.api("POST", "/api/setup", { ...OWNER, code: codeOf(KEY) });
  expect(setUp.status).toBe(201);
});
afterAll(async () => {
  receiver?.closeAllConnections();
  receiver?.close();
  rmSync(marks, { recursive: true });
  await browser?.close();
  await stack?.stop();
});

const hookUrl = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook/secret-part`;
const send = (n: number, over: object = {}) =>
  acknowledged(job, {
    id: `evt_alert_${n}`,
    object: "event",
    type: "customer.created",
    created: Math.floor(Date.now() / 1000) - 60,
    livemode: false,
    data: { object: { id: `cus_${n}`, object: "customer", created: 1_700_000_000, ...over } },
  });

async function enter(page: Page): Promise<void> {
  await page.goto(`${stack.url}/sign-in`);
  await signIn(page, OWNER.email, OWNER.password);
  await page.getByRole("main").getByRole("heading", { name: "Overview", level: 1 }).waitFor();
}

test("a channel is added and tried; a failing job is told through it, past the deaths of its worker", async () => {
  const { page, complaints } = await openPage(browser);
  await enter(page);
  await page.goto(`${stack.url}/settings/alerts`);
  await page.getByText("No channels yet").waitFor();
  await page.getByRole("button", { name: "Add channel…" }).click();
  await page.getByText("SLUICE_SMTP_URL").waitFor();
  await page.getByRole("radio", { name: /^Webhook/ }).click();
  await page.getByLabel("Name").fill("Operations");
  await page.getByRole("textbox", { name: "URL" }).fill(hookUrl());
  await page.getByRole("button", { name: "Add channel", exact: true }).click();
  await page.getByText("I have stored it somewhere safe").click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Send a test to Operations" }).click();
  await page.getByText(/Test taken/).waitFor();
  expect(got.map(({ body }) => body.type)).toEqual(["alert.test"]);
  expect(await page.content()).not.toContain("secret-part");
  await inspect(page, "alert-channels");

  await page.goto(`${stack.url}/jobs/${job.id}?tab=alerts`);
  await page.getByText("This job uses the workspace's rules").waitFor();
  await page.getByLabel("Failed events").fill("2");
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("This job has its own rules.").waitFor();

  // A document cannot have a key with a NUL in it.
  for (const n of [1, 2, 3]) await send(n, { metadata: { "a\u0000b": "1" } });
  await send(4);
  await page.getByText("Open", { exact: true }).waitFor({ timeout: 120_000 });
  await stack.until("the alert was told", 120_000, () => got.length > 1);
  expect(got[1]?.body).toMatchObject({ type: "alert.opened", data: { alerts: [{ rule: "failing" }] } });
  await page.getByRole("button", { name: "What was sent" }).click();
  await page.getByText("thank you").first().waitFor();
  expect(new Set(got.map(({ id }) => id)).size).toBe(2);
  expect(readdirSync(marks).sort()).toEqual(["alerts.after-open", "alerts.before-send"]);
  await inspect(page, "alert-open");
  expect(complaints.filter((text) => !/status of 401|WebSocket/.test(text))).toEqual([]);
}, 300_000);

test("the analytics tell what became of each type, when and why", async () => {
  const { page, complaints } = await openPage(browser);
  await enter(page);
  await page.goto(`${stack.url}/jobs/${job.id}?tab=analytics`);
  const row = page.getByRole("row").filter({ hasText: "customer.created" });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/4[\s\S]*3[\s\S]*75/);
  await page.getByRole("figure", { name: "Why events failed" }).getByText("Show as table").click();
  await page.getByRole("region", { name: "Why events failed" }).waitFor();
  await inspect(page, "analytics");
  await page.getByRole("button", { name: "90 d" }).click();
  await page.waitForURL(/range=90d/);
  await row.waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export types as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("event-types.csv");
  expect(complaints.filter((text) => !/status of 401|WebSocket/.test(text))).toEqual([]);
}, 240_000);

test("what was done to many events is listed; the page is live again soon after an outage", async () => {
  const { page } = await openPage(browser);
  await enter(page);
  const started = await stack.api("POST", "/api/v1/events/retry", { filter: { jobId: [job.id] } });
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  await page.goto(`${stack.url}/settings/bulk`);
  await page.getByRole("row").filter({ hasText: "3 events given another try" }).waitFor();
  await inspect(page, "bulk-operations");

  await page.goto(`${stack.url}/jobs/${job.id}`);
  const live = page.getByText("Live", { exact: true });
  await live.waitFor();
  stack.kill("server");
  await live.waitFor({ state: "hidden" });
  await stack.waitReady();
  const readyAt = Date.now();
  await live.waitFor();
  expect(Date.now() - readyAt).toBeLessThan(6_000);
}, 180_000);
