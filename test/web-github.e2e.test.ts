import { CreatedSyncJob } from "@sluice/shared/sync-jobs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createOwner, launchBrowser, OWNER } from "./support/browser.ts";
import { inspect, openPage, signIn } from "./support/dashboard.ts";
import { sendFromGitHub } from "./support/github-sender.ts";
import { type Stack, startStack } from "./support/stack.ts";

const KEY = "6".repeat(64);
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

/** As the owner, who is there. */
async function comeIn() {
  const opened = await openPage(browser);
  await opened.page.goto(stack.url);
  await signIn(opened.page, OWNER.email, OWNER.password);
  await opened.page.getByRole("heading", { name: "Overview" }).waitFor();
  return opened;
}

/** Reads the secret that is shown once, and says that it is stored. */
async function takeSecret(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog").filter({ hasText: "Copy the secret of" });
  const secret = (await dialog.locator("code").textContent()) ?? "";
  expect(secret.length).toBeGreaterThan(30);
  await dialog.getByLabel("I have stored it somewhere safe").check();
  await dialog.getByRole("button", { name: "Done" }).click();
  await dialog.waitFor({ state: "hidden" });
  return secret;
}

test("a job of GitHub gets its secret here, shown once", async () => {
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));
  await page.goto(`${stack.url}/jobs/new`);
  await page.getByLabel("Name", { exact: true }).fill("Our code");
  await page.getByLabel("API key of Stripe").waitFor();
  await page.getByRole("radio", { name: /^GitHub/ }).check();
  await page.getByLabel("API key of").waitFor({ state: "detached" });
  await inspect(page, "github-source");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("All event types").uncheck();
  await page.getByLabel("Wildcard", { exact: true }).fill("issues.*");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByLabel("Wildcard", { exact: true }).fill("ping");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Database").fill("code");
  await page.getByLabel("Database").blur();
  await page.getByText("can be written to").waitFor();
  await page.getByRole("button", { name: "Create job" }).click();

  await page.getByRole("heading", { name: "Point GitHub at this URL" }).waitFor();
  await page.getByRole("dialog").waitFor();
  await inspect(page, "github-secret");
  const secret = await takeSecret(page);
  const url = (await page.locator(".webhook-url").textContent()) ?? "";
  await page.getByText("shown once when it was made").waitFor();
  await page.getByText("application/json").waitFor();
  await inspect(page, "github-connect");
  const target = { url, secret };
  expect((await sendFromGitHub(target, "ping", { zen: "Design for failure." })).status).toBe(202);
  await page.getByText("The last request, ping, was taken.").waitFor();

  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
});

test("another secret is made when the first is lost, and both are valid for a day", async () => {
  const job = await stack.call(CreatedSyncJob, "POST", "/api/workspaces/default/sync-jobs", {
    name: "Their code",
    source: { connector: "github" },
    destination: { database: "their_code" },
    webhookConfig: {},
  });
  const { webhookUrl: url, webhookSecret: secret = "" } = job;
  const { page, complaints } = await comeIn();
  await page.goto(`${stack.url}/jobs/${job.id}?tab=settings`);
  await page.getByRole("button", { name: "Regenerate secret…" }).click();
  await page.getByText("stays valid for 24 hours").waitFor();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const next = await takeSecret(page);
  expect(next).not.toBe(secret);
  const both = await Promise.all(
    [secret, next].map((one) => sendFromGitHub({ url, secret: one }, "ping", { zen: one })),
  );
  expect(both.map(({ status }) => status)).toEqual([202, 202]);
  await page.getByRole("list", { name: "Valid secrets" }).getByText("ending").waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await inspect(page, "github-settings");
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
});

test("a key of the provider's is stored, replaced and removed, and never shown", async () => {
  const { page, complaints } = await comeIn();
  const stripe = await stack.createJob({ name: "Stripe billing" });
  await page.goto(`${stack.url}/jobs/${stripe.id}?tab=settings`);
  await page.getByLabel("API key of Stripe").fill("rk_test_4242424242424242");
  await page.getByRole("button", { name: "Save key" }).click();
  await page.getByText("Encrypted; nobody can see it again.").waitFor();
  await page.getByLabel("New API key of Stripe").waitFor();
  await inspect(page, "api-key");
  expect(await page.content()).not.toContain("4242424242");
  await page.getByRole("button", { name: "Remove…" }).click();
  await page.getByRole("button", { name: "Remove key" }).click();
  await page.getByRole("button", { name: "Save key" }).waitFor();
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
});
