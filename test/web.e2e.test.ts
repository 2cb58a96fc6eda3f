import { tmpdir } from "node:os";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseKeys } from "../server/src/platform/keyring.ts";
import { createSecrets } from "../server/src/platform/secrets.ts";
import { setupCode } from "../server/src/platform/setup-code.ts";
import { launchBrowser } from "./support/browser.ts";
import { type Stack, startStack } from "./support/stack.ts";
import { acknowledged, send } from "./support/stripe-sender.ts";

const KEY = "7".repeat(64);
const OWNER = { email: "ada@example.com", password: "correct horse battery" };
const SECRET = "whsec_0123456789abcdef";
/** Pictures of each state of the last run, to be looked at by a person. */
const SHOTS = path.join(tmpdir(), "sluice-web-screenshots");
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 780 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

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

/** A page that gathers what the browser complains about: script errors, refused resources, broken policies. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return { page, complaints };
}

/** What the console shows of a stack with this encryption key. */
function codeOf(key: string): string {
  const keys = parseKeys(key);
  if (!keys) throw new Error("no key could be read");
  return setupCode(createSecrets(() => keys));
}

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("Work email").fill(OWNER.email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** No accessibility problem and no sideways scrolling, light and dark, wide and narrow. */
async function inspect(page: Page, name: string): Promise<void> {
  for (const [device, size] of Object.entries({ desktop: DESKTOP, phone: PHONE })) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${SHOTS}/${name}-${device}-${colorScheme}.png` });
      if (device === "phone" && colorScheme === "dark") continue;
      const axe = new AxeBuilder({ page });
      // The themes differ in their colours only.
      const checked = colorScheme === "dark" ? axe.withRules("color-contrast") : axe.withTags(RULES);
      const { violations } = await checked.analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
      expect(found, `${name}, ${device}, ${colorScheme}`).toEqual([]);
    }
    const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    expect(overflow, `${name} scrolls sideways, ${device}`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(DESKTOP);
  await page.emulateMedia({ colorScheme: "light" });
}

const customerCreated = (id: string) => ({
  id: `evt_${id}`,
  object: "event",
  type: "customer.created",
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  data: { object: { id: `cus_${id}`, object: "customer", email: "ada@example.com", created: 1_700_000_000 } },
});

test("from the first run to a live event, its body and a rejected request", async () => {
  const { page, complaints } = await openPage();
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
  await page.getByText("You have begun a job before").waitFor();
  await inspect(page, "new-resume");
  await page.getByRole("link", { name: "Resume" }).click();
  await page.getByText("billing.stripe_customers").waitFor();
  await page.getByText("can be written to").waitFor();
  await inspect(page, "new-destination");
  await page.getByRole("button", { name: "Create job" }).click();

  await page.getByRole("heading", { name: "Point Stripe at this URL" }).waitFor();
  const url = (await page.locator(".webhook-url").textContent()) ?? "";
  expect(url).toMatch(new RegExp(`^${stack.url}/api/webhooks/default/job_`));
  await page.getByText("The signature waits for your secret").waitFor();
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
  await panel.getByRole("table", { name: "Sync jobs" }).getByRole("link", { name: "Stripe billing" }).click();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText("Paused: events are still received and kept").waitFor();
  await page.reload();
  await page.getByText("Paused: events are still received and kept").waitFor();
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to Sluice" }).waitFor();
  await signIn(page, "not the right one");
  await page.getByRole("alert").getByText("Email or password is wrong").waitFor();
  await inspect(page, "sign-in");
  expect(complaints.filter((text) => !/status of 401/.test(text))).toEqual([]);
}, 240_000);

test("when the server comes back the page goes on, without a reload", async () => {
  const job = await stack.createJob({ name: "Outage" });
  const { page } = await openPage();
  await page.goto(`${stack.url}/jobs/${job.id}`);
  await signIn(page, OWNER.password);
  await page.getByText("Live", { exact: true }).waitFor();

  await stack.kill("server");
  await page.getByText("Reconnecting…").waitFor();
  await stack.waitReady();
  await acknowledged(job, customerCreated("after_the_outage"));
  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("cus_after_the_outage").first().waitFor();
});
