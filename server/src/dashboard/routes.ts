import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import express, { type RequestHandler, Router } from "express";

const YEAR_MS = 31_536_000_000;
/** Never the dashboard, whatever asks: these answer in JSON. */
const NOT_A_PAGE = /^\/(api|webhook|healthz|readyz|metrics)(\/|$)|\.\w+$/;
const PACKED = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;
const TYPES: Record<string, string> = { ".js": "text/javascript", ".css": "text/css" };

/** What browsers may load and run on our pages: nothing but our own files, and styles that carry the nonce. */
export const contentPolicy = (nonce?: string) => ({
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", ...(nonce ? [`'nonce-${nonce}'`] : [])],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
});

const asHeader = (policy: Record<string, readonly string[]>): string =>
  Object.entries(policy)
    .map(
      ([name, values]) =>
        `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${values.join(" ")}`,
    )
    .join("; ");

/** The built dashboard: its files, and its page at every address that is nobody else's. */
export function dashboardRoutes(folder: string): Router {
  const page: RequestHandler = async (req, res, next) => {
    if (!["GET", "HEAD"].includes(req.method) || NOT_A_PAGE.test(req.path)) return next();
    const nonce = randomBytes(16).toString("base64");
    const html = await readFile(path.join(folder, "index.html"), "utf8");
    res
      .set("Content-Security-Policy", asHeader(contentPolicy(nonce)))
      .set("Cache-Control", "no-store")
      .type("html")
      .send(html.replace("%CSP_NONCE%", nonce));
  };
  return Router()
    .use("/assets", packed(path.join(folder, "assets")))
    .use("/assets", express.static(path.join(folder, "assets"), { immutable: true, maxAge: YEAR_MS }))
    .use(express.static(folder, { index: false, maxAge: 0 }))
    .use(page);
}

/** Sends the file that the build has compressed, where there is one and the browser takes it. */
function packed(folder: string): RequestHandler {
  return (req, res, next) => {
    const type = TYPES[path.extname(req.path)];
    if (!type || !/^\/[\w.-]+$/.test(req.path)) return next();
    const accepted = PACKED.find(
      ([encoding, ending]) =>
        req.acceptsEncodings([encoding]) === encoding && existsSync(path.join(folder, req.path + ending)),
    );
    if (!accepted) return next();
    res.set("Content-Encoding", accepted[0]).vary("Accept-Encoding").type(type);
    res.sendFile(req.path.slice(1) + accepted[1], { root: folder, immutable: true, maxAge: YEAR_MS });
  };
}
