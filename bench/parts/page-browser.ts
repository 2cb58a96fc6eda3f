import type { Page } from "playwright-core";
import { createOwner, launchBrowser } from "../../test/support/browser.ts";
import type { Recorder } from "../report.ts";
import type { Stand } from "../stand.ts";
import { quantile, spread } from "../statistics.ts";

const OPENINGS = 5;
const LOADED = 100_000;
const LOAD_WITHIN_MS = 600_000;
const SCROLL_MS = 8_000;
const PX_PER_MS = 4;
const KEYS = 60;
const LONG_FRAME_MS = 50;
const FIRST_ROW = "[role=row][data-index='0']";

/** What a person's browser does with a long list: the first row, shifts, frames while scrolling, keys. */
export async function measurePage(stand: Stand, rows: number, record: Recorder): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await createOwner(page, stand.url, stand.setupCode);
    await timeOpening(page, stand, rows, record);
    await loadRows(page, Math.min(LOADED, rows), record);
    await timeScrolling(page, record);
    await timeKeys(page, record);
  } finally {
    await browser.close();
  }
}

async function timeOpening(page: Page, { url }: Stand, rows: number, record: Recorder): Promise<void> {
  await page.addInitScript(`
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
    new MutationObserver((_, observer) => {
      if (!document.querySelector("${FIRST_ROW}")) return;
      observer.disconnect();
      requestAnimationFrame(() => { window.firstRowAt = performance.now(); });
    }).observe(document, { childList: true, subtree: true });`);
  const times: number[] = [];
  const shifts: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening += 1) {
    await page.goto(`${url}/events`);
    await page.locator(FIRST_ROW).waitFor();
    await page.waitForTimeout(1_500);
    times.push(await page.evaluate<number>("window.firstRowAt"));
    shifts.push(await page.evaluate<number>("window.shifted"));
  }
  const at = `at ${rows.toLocaleString("en")} rows`;
  record.add(`first row of the events page ${at}, median`, "ms", quantile(times, 0.5), { most: 1_000 });
  record.add(`layout shift of the events page ${at}`, "", Math.max(...shifts), { most: 0.02 });
}

/** Page after page by the list's own cursors, as scrolling to its end does. */
async function loadRows(page: Page, wanted: number, record: Recorder): Promise<void> {
  const startedAt = performance.now();
  const loaded = await page.evaluate<number>(`(async () => {
    const rows = () => Math.round(document.querySelector(".t-body").getBoundingClientRect().height / 32);
    const until = performance.now() + ${LOAD_WITHIN_MS};
    while (rows() < ${wanted} && performance.now() < until) {
      window.scrollTo(0, document.documentElement.scrollHeight);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return rows();
  })()`);
  record.add("rows loaded into the table", "", loaded, { least: wanted });
  record.add("rows loaded per second", "rows/s", (loaded * 1_000) / (performance.now() - startedAt));
}

async function timeScrolling(page: Page, record: Recorder): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async (): Promise<number> => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
  };
  const before = await worked();
  const frames = await page.evaluate<number[]>(`(async () => {
    const frames = [];
    window.scrollTo(0, 0);
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const start = await frame();
    for (let last = start; last < start + ${SCROLL_MS}; ) {
      const now = await frame();
      window.scrollBy(0, (now - last) * ${PX_PER_MS});
      frames.push(now - last);
      last = now;
    }
    return frames;
  })()`);
  record.add("work of the page per frame while scrolling", "ms", ((await worked()) - before) / frames.length);
  const { p50, p95 } = spread(frames);
  record.add("frame while scrolling, p50", "ms", p50);
  record.add("frame while scrolling, p95", "ms", p95, { most: LONG_FRAME_MS });
  record.add("longest frame while scrolling", "ms", Math.max(...frames));
  const long = frames.filter((ms) => ms > LONG_FRAME_MS).length;
  record.add(`frames longer than ${LONG_FRAME_MS} ms`, "%", (long * 100) / frames.length);
}

/** From a key to the next paint: J moves, X selects, Space peeks. */
async function timeKeys(page: Page, record: Recorder): Promise<void> {
  await page.evaluate(`(() => {
    window.scrollTo(0, 1_000_000);
    window.interactions = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.name === "keydown") window.interactions.push(entry.duration);
    }).observe({ type: "event", durationThreshold: 16 });
  })()`);
  await page.waitForTimeout(500);
  for (let index = 0; index < KEYS; index += 1) {
    await page.keyboard.press(index % 10 === 9 ? "x" : index % 20 === 10 ? " " : "j");
    await page.waitForTimeout(100);
  }
  const slow = await page.evaluate<number[]>("window.interactions");
  // Shorter ones are not reported; they count as the threshold.
  const times = [...slow, ...Array.from({ length: Math.max(0, KEYS - slow.length) }, () => 16)];
  record.add("key to next paint, p95", "ms", quantile(times, 0.95), { most: 100 });
  record.add("key to next paint, longest", "ms", Math.max(...times));
}
