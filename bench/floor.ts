import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import Stripe from "stripe";
import { SECRET } from "./stripe-events.ts";

// The floor: the least an Express application does to a webhook. It reads the raw body, has Stripe's SDK verify
// it and answers; it keeps nothing. With `bare` it is node:http alone: what the load generator can reach.

const app = express();
app.disable("x-powered-by").disable("etag");
app.post("/webhook", express.raw({ type: () => true, limit: "1mb" }), (req, res) => {
  const event = Stripe.webhooks.constructEvent(
    req.body as Buffer,
    String(req.headers["stripe-signature"]),
    SECRET,
  );
  res.status(202).json({ id: event.id, status: "received" });
});

const ANSWER = '{"id":"evt_01K00000000000000000000000","status":"received"}';
const bare = createServer((req, res) => {
  req.resume().once("end", () => {
    res.writeHead(202, { "Content-Type": "application/json", "Content-Length": ANSWER.length }).end(ANSWER);
  });
});

const server = process.argv[2] === "bare" ? bare : createServer(app);
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.stdin.resume().on("end", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
