import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";

/** A stand-in for Stripe's API that knows the objects put into it, for all tests of a file. */
export async function stripeApi() {
  const objects = new Map<string, object>();
  /** Statuses that the next requests of a path are answered with. */
  const failures = new Map<string, number[]>();
  const asked: { path: string; key: string; version: string; context: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({
      path,
      key: request.headers.authorization?.replace("Bearer ", "") ?? "",
      version: String(request.headers["stripe-version"]),
      context: request.headers["stripe-context"] as string | undefined,
    });
    const failure = failures.get(path)?.shift();
    if (failure) {
      response.writeHead(failure, { "content-type": "application/json" });
      return response.end(JSON.stringify({ error: { type: "api_error", message: `answered ${failure}` } }));
    }
    const found = objects.get(path);
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    return response.end(
      JSON.stringify(found ?? { error: { type: "invalid_request_error", code: "resource_missing" } }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, objects, asked, failures };
}
