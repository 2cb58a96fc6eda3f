import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/lib/chromium/chromium"].find((file) => existsSync(file));

export function launchBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error("Install Chromium: apt-get install -y --no-install-recommends chromium");
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ["--disable-dev-shm-usage", "--disable-gpu", "--no-sandbox"],
  });
}
