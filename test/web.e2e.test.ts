import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, launchBrowser } from "./support/browser.ts";
import { inspect, openPage, signIn } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { acknowledged, send } from "./support/stripe-sender.ts";

const KEY = "7".repeat(64);
const OWNER = { email: "ada@example.com", password: "correct horse battery" };
const SECRET = "whsec_0123456789abcdef";
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

test("from the first run to a live event, its body and a rejected request", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(stack.url);

  await page.getByRole("heading", { name: "Create the owner account" }).waitFor();
  await page.getByLabel("Setup code").fill("0000-0000-0000-0000");
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Work email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("alert").getByText("This is not the setup code").waitFor();
  await inspect(page, "first-run");
  await page.getByLabel("Setup code").fill(codeOf(KEY));
  await page.getByRole("button", { name: "Create account" }).click();

  await page.getByText("Your first document is three steps away").waitFor();
  await page.getByRole("list", { name: "Checks of this server" }).getByText("MongoDB").waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  await inspect(page, "empty");

  await page.getByRole("main").getByRole("link", { name: "New sync job" }).click();
  await page.getByRole("heading", { name: "New sync job" }).waitFor();
  expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Give the job a name").waitFor();
  await page.waitForFunction("document.activeElement.name === 'name'");
  await page.getByLabel("Name", { exact: true }).fill("Stripe billing");
  await inspect(page, "new-source");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("All event types").uncheck();
  await page.getByRole("checkbox", { name: "All customer events", exact: true }).check();
  await page.getByLabel("Wildcard", { exact: true }).fill("invoice.*");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("invoice.*", { exact: true }).waitFor();
  await inspect(page, "new-events");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByLabel("Database").fill("billing");
  await page.getByLabel("Collection prefix").fill("stripe_");
  await page.getByText("billing.stripe_customers").waitFor();
  await page.getByLabel("Collection prefix").blur();
  await page.getByText("can be written to").waitFor();
  await page.getByText("Draft saved").waitFor();
  await page.goto(`${stack.url}/jobs/new`);
  await page.getByText("You have an unfinished job").waitFor();
  await inspect(page, "new-resume");
  await page.getByRole("link", { name: "Resume" }).click();
  await page.getByText("billing.stripe_customers").waitFor();
  await page.getByText("can be written to").waitFor();
  await inspect(page, "new-destination");
  await page.getByRole("button", { name: "Create job" }).click();

  await page.getByRole("heading", { name: "Point Stripe at this URL" }).waitFor();
  const url = (await page.locator(".webhook-url").textContent()) ?? "";
  expect(url).toMatch(new RegExp(`^${stack.url}/api/webhooks/default/job_`));
  await page.getByText("Waiting for your signing secret").waitFor();
  await inspect(page, "new-connect");
  await page.getByLabel("Signing secret").fill(SECRET);
  await page.getByRole("button", { name: "Save secret" }).click();
  await page.getByText("Saved; it ends in cdef").waitFor();
  await page.getByRole("link", { name: "Open the job" }).click();
  await page.getByRole("main").getByRole("heading", { name: "Stripe billing" }).waitFor();
  await page.getByText("No events yet").waitFor();

  await acknowledged({ url, secret: SECRET }, customerCreated("ada"));
  const row = page.getByRole("row").filter({ hasText: "cus_ada" });
  await row.filter({ hasText: "Processed" }).waitFor();
  expect((await send({ url, secret: "whsec_wrong_one_entirely" }, customerCreated("eve"))).status).toBe(401);
  await page.getByRole("button", { name: "Send test event" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send customer.created" }).click();
  await page.getByText("Test event received.").waitFor();
  await page.getByRole("button", { name: "Close", exact: true }).last().click();
  await inspect(page, "job");

  await row.getByRole("link").click();
  const panel = page.getByRole("main");
  await panel.getByText("as this event left it").waitFor();
  await panel.getByText('"ada@example.com"').first().waitFor();
  await inspect(page, "event");
  await panel.getByRole("tab", { name: "Headers" }).click();
  await panel.getByText("stripe-signature").waitFor();
  await panel.getByRole("button", { name: "Replay", exact: true }).click();
  await panel.getByText("replayed by").waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await page.getByRole("link", { name: "Signature doesn't match" }).click();
  await panel.getByText("matches none of this workspace's secrets").waitFor();
  await panel.getByText('"cus_eve"').waitFor();
  await inspect(page, "rejected");
  await panel.getByRole("button", { name: "Let in…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Let in 1" }).click();
  await panel.getByText("Ada Lovelace let it in").waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  const flow = panel.getByRole("region", { name: "Flow in the last 24 h" });
  await flow.getByRole("link", { name: /^Received\s*\d/ }).waitFor();
  await panel.getByText("Nothing needs you.").waitFor();
  await inspect(page, "overview");
  await panel.getByRole("button", { name: "Today" }).first().click();
  await panel.getByRole("region", { name: "Flow today" }).waitFor();
  await panel.getByText("Success rate").waitFor();
  await panel.getByRole("table", { name: "Sync jobs" }).getByRole("link", { name: "Stripe billing" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("Paused: events are still received and kept").waitFor();
  await page.reload();
  await page.getByText("Paused: events are still received and kept").waitFor();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Sluice" }).waitFor();
  await signIn(page, OWNER.email, "not the right one");
  await page.getByRole("alert").getByText("Email or password is wrong").waitFor();
  await inspect(page, "sign-in");
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 240_000);

test("when the server comes back the page goes on, without a reload", async () => {
  const job = await stack.createJob({ name: "Outage" });
  const { page } = await openPage(browser);
  await page.goto(`${stack.url}/jobs/${job.id}`);
  await signIn(page, OWNER.email, OWNER.password);
  await page.getByText("Live", { exact: true }).waitFor();

  await stack.kill("server");
  await page.getByText("Reconnecting…").waitFor();
  await stack.waitReady();
  await acknowledged(job, customerCreated("after_the_outage"));
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("cus_after_the_outage").first().waitFor();
});
