import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { NewInvitation } from "@sluice/shared/workspaces";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalStripe, startStripe } from "./providers/stripe.ts";
import { codeOf, launchBrowser, OWNER } from "./support/browser.ts";
import { inspect, openPage, signIn } from "./support/dashboard.ts";
import { type Stack, startStack, type TestJob } from "./support/stack.ts";

const KEY = "7".repeat(64);
const VIEWER = { name: "Vera Visser", email: "vera@example.com", password: "only looking around" };
const LONG_MS = 60_000;

let stripe: LocalStripe;
let stack: Stack;
let browser: Browser;
let job: TestJob;
/** Where processes leave word that they have died once at a point. */
const marks = mkdtempSync(path.join(tmpdir(), "sluice-marks-"));

beforeAll(async () => {
  stripe = await startStripe({ seed: 5 });
  stripe.fill({ customers: 230, products: 40 });
  [stack, browser] = await Promise.all([
    startStack({
      env: {
        SLUICE_ENCRYPTION_KEY: KEY,
        SLUICE_STRIPE_API: stripe.url,
        SLUICE_FAULT: `run:after-effect:4@${marks},run:after-checkpoint:9@${marks}`,
      },
    }),
    launchBrowser(),
  ]);
  job = await stack.createJob({
    name: "Stripe billing",
    source: { connector: "stripe", apiKey: stripe.key },
    webhookConfig: { events: ["customer.*", "product.*"] },
  });
  const setUp = await stack.api("POST", "/api/setup", { ...OWNER, code: codeOf(KEY) });
  expect(setUp.status).toBe(201);
});

afterAll(async () => {
  await browser?.close();
  await stack?.stop();
  await stripe?.stop();
  rmSync(marks, { recursive: true, force: true });
});

const main = (page: Page) => page.getByRole("main");
const report = (page: Page) => page.getByRole("region", { name: "Report", exact: true });

async function compare(page: Page): Promise<void> {
  await main(page).getByRole("button", { name: "Compare now…" }).click();
  const dialog = page.getByRole("dialog");
  for (const title of await dialog.getByRole("checkbox").all()) await title.waitFor();
  await dialog.getByRole("checkbox", { name: "All" }).check();
  await dialog.getByRole("checkbox", { name: "All" }).uncheck();
  for (const title of ["Customers", "Products"]) await dialog.getByRole("checkbox", { name: title }).check();
  await dialog.getByRole("button", { name: "Compare 2 collections" }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("a job is compared with its provider, repaired and proven equal, though workers die", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(stack.url);
  await signIn(page, OWNER.email, OWNER.password);
  await main(page).getByRole("heading", { name: "Overview", level: 1 }).waitFor();
  await page.goto(`${stack.url}/jobs/${job.id}?tab=reconcile`);
  await page.getByText("Not compared yet").waitFor();
  await inspect(page, "reconcile-empty");

  await main(page).getByRole("button", { name: "Compare now…" }).click();
  await page.getByRole("dialog").getByText("Customers").waitFor();
  await inspect(page, "reconcile-start");
  await page.keyboard.press("Escape");

  await compare(page);
  await report(page)
    .getByText(/^270 missing of 270 objects in 2 collections$/)
    .waitFor({ timeout: LONG_MS });
  await inspect(page, "reconcile-missing");

  await report(page).getByRole("button", { name: "Repair…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("270 missing documents will be written as Stripe has them.").waitFor();
  await inspect(page, "reconcile-repair");
  await dialog.getByRole("button", { name: "Repair 270" }).click();
  await report(page).getByText("Repaired 270 of 270").waitFor({ timeout: LONG_MS });

  const db = stack.destination(job.database);
  const customers = db.collection<{ _id: string }>("customers");
  expect(await customers.countDocuments()).toBe(230);
  const [first, second] = [...stripe.state().get("customers")!.keys()] as [string, string];
  await customers.updateOne(
    { _id: first },
    { $set: { email: "wrong@example.com", address: { city: "Nowhere" } } },
  );
  await customers.deleteOne({ _id: second });
  const sample = await customers.findOne({ _id: first });
  await customers.insertOne({ ...sample, _id: "cus_gone" });

  await compare(page);
  await report(page)
    .getByText(/^1 missing, 1 stale, 1 extra of 270/)
    .waitFor({ timeout: LONG_MS });
  await report(page).getByRole("link", { name: "1 stale in Customers" }).click();
  await page.getByRole("button", { name: first }).click();
  await page.getByText("wrong@example.com").first().waitFor();
  await page.getByRole("button", { name: second }).waitFor({ state: "hidden" });
  await inspect(page, "reconcile-stale");
  await report(page).getByRole("button", { name: "Repair…" }).click();
  await dialog.getByText("1 extra document will be deleted.").waitFor();
  expect(await dialog.getByRole("button", { name: "Repair 3" }).isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill("1");
  await dialog.getByRole("button", { name: "Repair 3" }).click();
  await report(page).getByText("Repaired 3 of 3").waitFor({ timeout: LONG_MS });

  await compare(page);
  await report(page)
    .getByText(/^Equal: 270 objects in 2 collections$/)
    .waitFor({ timeout: LONG_MS });
  expect(
    await page.getByRole("table", { name: "Reconciliations, newest first" }).getByRole("row").count(),
  ).toBe(4);
  await inspect(page, "reconcile-equal");

  await main(page).getByRole("button", { name: "Schedule…" }).click();
  await dialog.getByText("Next:").waitFor();
  await inspect(page, "reconcile-schedule");
  await dialog.getByRole("button", { name: "Save schedule" }).click();
  await main(page).getByText("Compared at").waitFor();
  const here = await customers.find().sort({ _id: 1 }).toArray();
  for (const { _id, ...document } of here) {
    const { _sync_metadata, ...fields } = document as Record<string, unknown>;
    expect({ _id, fields }).toEqual({ _id, fields: stripe.state().get("customers")!.get(_id) });
  }
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 300_000);

test("a viewer sees the report and can begin nothing", async () => {
  const { page } = await openPage(browser);
  const { url } = await stack.call(NewInvitation, "POST", "/api/workspaces/default/invitations", {
    email: VIEWER.email,
    role: "viewer",
  });
  await page.goto(url);
  await page.getByLabel("Your name").fill(VIEWER.name);
  await page.getByLabel("Password").fill(VIEWER.password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("button", { name: "Account" }).waitFor();
  await page.goto(`${stack.url}/jobs/${job.id}?tab=reconcile`);
  await report(page).waitFor();
  expect(await main(page).getByRole("button", { name: "Compare now…" }).isDisabled()).toBe(true);
  await main(page)
    .getByRole("row", { name: /Differs/ })
    .first()
    .getByRole("link")
    .click();
  await page.getByRole("region", { name: "Findings" }).waitFor();
  expect(await main(page).getByRole("button", { name: "Repair…" }).count()).toBe(0);
}, 120_000);
