import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Random } from "./history.ts";
import { sendRaw } from "./raw-http.ts";
import type { TestJob } from "./stack.ts";
import { signed } from "./stripe-sender.ts";

/** What a request must be answered with; `undefined` among them: the connection may just end. */
export interface Verdict {
  readonly what: string;
  readonly status: number | undefined;
  readonly expected: readonly (number | undefined)[];
}

type Attack = (job: TestJob, random: Random) => Promise<Verdict>;

const MEGABYTE = 1024 * 1024;
const event = (fields: object = {}) => ({
  id: `evt_${randomBytes(8).toString("hex")}`,
  object: "event",
  type: "customer.created",
  created: 1_750_000_000,
  data: { object: { id: "cus_hostile", object: "customer" } },
  ...fields,
});
/** Every request comes from an address of its own, so that the limit on failures does not answer for us. */
const address = (random: Random) => `10.${random(256)}.${random(256)}.${random(256)}`;

async function post(
  job: TestJob,
  random: Random,
  body: string | Buffer,
  headers: Record<string, string> = {},
  method = "POST",
): Promise<number> {
  const answer = await fetch(job.url, {
    method,
    headers: { "x-forwarded-for": address(random), "content-type": "application/json", ...headers },
    ...(!/GET|HEAD/.test(method) && { body: typeof body === "string" ? body : new Uint8Array(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  await answer.arrayBuffer();
  return answer.status;
}

const genuine = (job: TestJob, body: object | string) => {
  const { body: text, headers } = signed(body, job.secret);
  return { text, headers };
};

/** A genuine signature over a body that is not an event. */
const signedBody =
  (what: string, body: (random: Random) => string, expected: number): Attack =>
  async (job, random) => {
    const { text, headers } = genuine(job, body(random));
    return { what, status: await post(job, random, text, headers), expected: [expected] };
  };

const withHeader =
  (what: string, header: (job: TestJob, text: string, random: Random) => Record<string, string>): Attack =>
  async (job, random) => {
    const text = JSON.stringify(event());
    return { what, status: await post(job, random, text, header(job, text, random)), expected: [401] };
  };

const raw =
  (
    what: string,
    parts: (job: TestJob, random: Random) => readonly (string | Buffer)[],
    expected: readonly (number | undefined)[],
    hangUp = false,
  ): Attack =>
  async (job, random) => {
    const { status } = await sendRaw(job.url, parts(job, random), { hangUp });
    return { what, status, expected };
  };

const head = (job: TestJob, lines: string[], method = "POST", path = new URL(job.url).pathname) =>
  `${[`${method} ${path} HTTP/1.1`, "Host: sluice", "Connection: close", ...lines].join("\r\n")}\r\n\r\n`;

export const ATTACKS: readonly Attack[] = [
  async (job, random) => {
    const { text, headers } = genuine(job, event({ id: `evt_${randomBytes(8).toString("hex")}` }));
    return { what: "a genuine event", status: await post(job, random, text, headers), expected: [202] };
  },
  withHeader("no signature", () => ({})),
  withHeader("a signature of nobody", (_, text) => signed(text, "whsec_nobody_at_all").headers),
  withHeader("a signature of another body", (job) => signed("{}", job.secret).headers),
  withHeader("an old signature", (job, text) => signed(text, job.secret, 1_600_000_000).headers),
  withHeader("a signature from the future", (job, text) => signed(text, job.secret, 9_999_999_999).headers),
  withHeader("a signature of junk", (_, __, random) => ({
    "stripe-signature": randomBytes(1 + random(200)).toString("base64"),
  })),
  withHeader("a thousand signatures", () => ({
    "stripe-signature": `t=${Math.floor(Date.now() / 1000)}${",v1=00ff".repeat(1000)}`,
  })),
  withHeader("times that do not agree", () => ({ "stripe-signature": "t=1,t=2,v1=aa" })),
  signedBody("an empty object", () => "{}", 400),
  signedBody("no JSON", (random) => randomBytes(1 + random(500)).toString("latin1"), 400),
  signedBody("truncated JSON", (random) => JSON.stringify(event()).slice(0, 10 + random(60)), 400),
  signedBody("an array", () => "[1,2,3]", 400),
  signedBody("a number", () => "42", 400),
  signedBody("null", () => "null", 400),
  signedBody("an id of the wrong type", () => JSON.stringify(event({ id: 7 })), 400),
  signedBody("an id that is an operator", () => JSON.stringify(event({ id: { $gt: "" } })), 400),
  signedBody("a type that is an array", () => JSON.stringify(event({ type: ["a"] })), 400),
  signedBody("a time that is text", () => JSON.stringify(event({ created: "now" })), 400),
  signedBody("a time before time", () => JSON.stringify(event({ created: -1 })), 400),
  signedBody("an id of a kilobyte", () => JSON.stringify(event({ id: "e".repeat(2_000) })), 400),
  signedBody("data that is null", () => JSON.stringify(event({ data: null })), 202),
  signedBody(
    "keys of MongoDB",
    () => JSON.stringify(event({ data: { object: { id: "x", object: "y", $set: { "a.b": 1 } } } })),
    202,
  ),
  signedBody("a prototype", () => `{"__proto__":{"id":"evt_proto"},"constructor":{"prototype":{}}}`, 400),
  signedBody("a body nested a thousand deep", () => `${"[".repeat(1_000)}${"]".repeat(1_000)}`, 400),
  signedBody("a body nested half a million deep", () => "[".repeat(500_000), 400),
  signedBody("half a megabyte of text", () => JSON.stringify(event({ note: "x".repeat(MEGABYTE / 2) })), 202),
  async (job, random) => {
    const body = Buffer.alloc(MEGABYTE + 1 + random(MEGABYTE), "x");
    return { what: "more than a megabyte", status: await post(job, random, body), expected: [413] };
  },
  async (job, random) => {
    const { headers } = genuine(job, event());
    const body = gzipSync(JSON.stringify(event()));
    const status = await post(job, random, body, { ...headers, "content-encoding": "gzip" });
    return { what: "a compressed body", status, expected: [415] };
  },
  async (job, random) => {
    const status = await post(job, random, "{}", { "content-encoding": "br, deflate" });
    return { what: "an encoding nobody knows", status, expected: [415] };
  },
  async (job, random) => {
    const { text, headers } = genuine(job, event());
    const status = await post(job, random, text, { ...headers, "content-type": "image/png" });
    return { what: "a genuine event called an image", status, expected: [202] };
  },
  async (job, random) => {
    const method = ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"][random(6)]!;
    return { what: `${method}`, status: await post(job, random, "{}", {}, method), expected: [405] };
  },
  async (job, random) => {
    const path = [
      "/job_0",
      "/..%2f..%2fetc%2fpasswd",
      "/%00",
      "/job_01ARZ3NDEKTSV4RRFFQ69G5FAV",
      "//",
      "/a/b/c/d",
    ];
    const url = `${new URL(job.url).origin}/api/webhooks/default${path[random(path.length)]}`;
    const status = await post({ ...job, url }, random, "{}");
    return { what: `POST ${url}`, status, expected: [400, 401, 404] };
  },
  raw(
    "a URL that cannot be decoded",
    (job) => [head(job, ["Content-Length: 0"], "POST", "/api/webhooks/default/%E0%A4%A")],
    [400],
  ),
  raw("a URL of 20 KB", (job) => [head(job, [], "POST", `/${"a".repeat(20_000)}`)], [431, undefined]),
  raw("headers of 40 KB", (job) => [head(job, [`X-Junk: ${"j".repeat(40_000)}`])], [431, undefined]),
  raw("a header without a name", (job) => [head(job, [": nothing"])], [400, undefined]),
  raw("a control character in a header", (job) => [head(job, ["X-Junk: a\0b"])], [400, undefined]),
  raw("two lengths", (job) => [head(job, ["Content-Length: 3", "Content-Length: 4"]), "{}{}"], [
    400,
    undefined,
  ]),
  raw(
    "a length and chunks",
    (job) => [head(job, ["Content-Length: 3", "Transfer-Encoding: chunked"]), "0\r\n\r\n"],
    [400, undefined],
  ),
  raw("a length below zero", (job) => [head(job, ["Content-Length: -5"])], [400, undefined]),
  raw("no HTTP at all", (_, random) => [randomBytes(20 + random(2_000))], [400, undefined]),
  raw("TLS", () => [Buffer.from("16030100c8010000c40303", "hex"), Buffer.alloc(200)], [400, undefined]),
  raw("a chunk that is no number", (job) => [head(job, ["Transfer-Encoding: chunked"]), "zz\r\n{}\r\n"], [
    400,
    undefined,
  ]),
  raw(
    "a body that breaks off",
    (job) => [head(job, ["Content-Length: 1000"]), `{"id":"evt_1"`],
    [undefined],
    true,
  ),
  raw(
    "a body in single bytes",
    (job) => {
      const { text, headers } = genuine(job, event());
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      return [head(job, [...lines, `Content-Length: ${text.length}`]), ...text];
    },
    [202],
  ),
  raw(
    "a body in chunks of their own",
    (job) => {
      const { text, headers } = genuine(job, event());
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      const chunks = text.match(/.{1,40}/gs)!.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
      return [head(job, [...lines, "Transfer-Encoding: chunked"]), ...chunks, "0\r\n\r\n"];
    },
    [202],
  ),
  raw("an upgrade", (job) => [head(job, ["Connection: Upgrade", "Upgrade: h2c", "Content-Length: 0"])], [
    401,
    404,
    undefined,
  ]),
];
