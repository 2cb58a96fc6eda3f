import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import express from "express";
import request from "supertest";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dashboardRoutes } from "./routes.ts";

let folder: string;
let app: express.Express;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sluice-dashboard-"));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "index.html"), '<meta name="csp-nonce" content="%CSP_NONCE%">');
  writeFileSync(path.join(folder, "theme.js"), "theme()");
  writeFileSync(path.join(folder, "assets", "main.js"), "plain");
  writeFileSync(path.join(folder, "assets", "main.js.gz"), gzipSync("packed"));
  app = express().use(dashboardRoutes(folder));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("every address of a page answers the page, each time with another nonce that the policy names", async () => {
  const nonces = new Set<string>();
  for (const address of ["/", "/jobs/job_1?tab=settings", "/events", "/settings/api-keys"]) {
    const { status, text, headers } = await request(app).get(address);
    const nonce = /content="([^"]+)"/.exec(text)?.[1] as string;
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(headers["content-security-policy"]).toContain("script-src 'self';");
    expect(headers["cache-control"]).toBe("no-store");
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test.each(["/api/v1/nothing", "/webhook/nothing", "/metrics", "/assets/gone.js", "/favicon.png"])(
  "%s is not the page",
  async (address) => {
    expect((await request(app).get(address)).status).toBe(404);
  },
);

test("only GET and HEAD get the page", async () => {
  expect((await request(app).head("/events")).status).toBe(200);
  expect((await request(app).post("/events")).status).toBe(404);
});

test("a compressed file is sent to who takes it, and may be kept for ever", async () => {
  const packed = await request(app).get("/assets/main.js").set("accept-encoding", "gzip");
  expect(packed.text).toBe("packed");
  expect(packed.headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
  expect(packed.headers["content-type"]).toMatch("text/javascript");
  expect(packed.headers["cache-control"]).toMatch("immutable");
  const plain = await request(app).get("/assets/main.js").set("accept-encoding", "identity");
  expect(plain.text).toBe("plain");
  expect((await request(app).get("/theme.js")).headers["cache-control"]).toBe("public, max-age=0");
});
