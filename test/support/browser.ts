import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { parseKeys } from "../../server/src/platform/keyring.ts";
import { createSecrets } from "../../server/src/platform/secrets.ts";
import { setupCode } from "../../server/src/platform/setup-code.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/lib/chromium/chromium"].find((file) => existsSync(file));

export const OWNER = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery" };

export function launchBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error("Install Chromium: apt-get install -y --no-install-recommends chromium");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--disable-dev-shm-usage", "--disable-gpu", "--no-sandbox"],
  });
}

/** What the console shows of a stack with this encryption key. */
export function codeOf(key: string): string {
  const keys = parseKeys(key);
  if (!keys) throw new Error("no key could be read");
  return setupCode(createSecrets(() => keys));
}

/** The first visitor's way in; ends on the overview. */
export async function createOwner(page: Page, url: string, code: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Setup code").fill(code);
  await page.getByLabel("Your name").fill(OWNER.name);
  await page.getByLabel("Work email").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Overview" }).waitFor();
}
