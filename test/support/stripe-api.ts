import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** A stand-in for Stripe's API that knows the objects put into it, for all tests of a file. */
export async function stripeApi() {
  const objects = new Map<string, object>();
  const asked: { path: string; key: string; version: string }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({
      path,
      key: request.headers.authorization?.replace("Bearer ", "") ?? "",
      version: String(request.headers["stripe-version"]),
    });
    const found = objects.get(path);
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(
      JSON.stringify(found ?? { error: { type: "invalid_request_error", code: "resource_missing" } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, asked };
}
