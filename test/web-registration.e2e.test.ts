import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStripe, startStripe } from "./providers/stripe.ts";
import { codeOf, createOwner, launchBrowser } from "./support/browser.ts";
import { inspect, openPage } from "./support/dashboard.ts";
import { type Stack, startStack } from "./support/stack.ts";

const KEY = "6".repeat(64);
let provider: LocalStripe;
let stack: Stack;
let browser: Browser;

beforeAll(async () => {
  provider = await startStripe();
  const env = { SLUICE_ENCRYPTION_KEY: KEY, SLUICE_STRIPE_API: provider.url, SLUICE_ALLOW_PRIVATE: "1" };
  [stack, browser] = await Promise.all([startStack({ env }), launchBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await provider?.stop();
});

test("a webhook is registered with a key, its gaps are seen and repaired, and it is unregistered", async () => {
  const { page, complaints } = await openPage(browser);
  await createOwner(page, stack.url, codeOf(KEY));
  const job = await stack.createJob({
    name: "Registered",
    webhookConfig: { secret: undefined, events: ["customer.*"] },
  });

  await page.goto(`${stack.url}/jobs/new?step=connect&job=${job.id}`);
  await page.getByRole("heading", { name: "Let Sluice do it" }).waitFor();
  await inspect(page, "register-box");
  await page.getByLabel("API key of Stripe").fill(provider.key);
  await page.getByRole("button", { name: "Register it for me" }).click();
  await page.getByText("Stripe sends to this URL").waitFor();
  expect(provider.endpoints).toMatchObject([{ url: job.url, status: "enabled" }]);

  const customer = provider.create("customers");
  await provider.settle();
  await stack.until("the customer is written", 30_000, async () =>
    Boolean(
      await stack
        .destination(job.database)
        .collection("customers")
        .findOne({ _id: customer.id as never }),
    ),
  );

  provider.endpoints[0]!.enabled_events = ["customer.created", "invoice.paid"];
  await page.goto(`${stack.url}/jobs/${job.id}?tab=settings`);
  const section = page.locator("section", { has: page.getByRole("heading", { name: "Webhook at Stripe" }) });
  await section.getByText("incomplete").waitFor();
  await section.getByRole("list", { name: "Not sent" }).getByText("customer.updated").waitFor();
  await section.getByText("invoice.paid").waitFor();
  await section.scrollIntoViewIfNeeded();
  await inspect(page, "webhook-coverage");
  await section.getByRole("button", { name: "Repair it" }).click();
  await section.getByText("complete", { exact: true }).waitFor();
  expect(provider.endpoints[0]!.enabled_events).toContain("customer.updated");

  await section.getByRole("button", { name: "Unregister…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unregister" }).click();
  await section.getByText("not registered").waitFor();
  expect(provider.endpoints).toEqual([]);
  expect(complaints.filter((words) => !/status of 401/.test(words))).toEqual([]);
});
