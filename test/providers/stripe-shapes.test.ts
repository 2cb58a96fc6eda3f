import { spawn } from "node:child_process";
import { afterAll, expect, test } from "vitest";
import { freePorts } from "../../scripts/supervisor/ports.ts";
import { connectorOf } from "../../server/src/connectors/index.ts";
import { patiently } from "./walk.ts";

/** `go install github.com/stripe/stripe-mock@v0.203.0`: knows every path and parameter, and no state. */
const binary = process.env.STRIPE_MOCK_BIN;
const api = connectorOf("stripe").api!;
const access = { apiKey: "sk_test_123", baseUrl: "" };

if (binary) {
  const [http, https] = await freePorts(2);
  const address = (port: number | undefined) => `127.0.0.1:${port}`;
  const mock = spawn(binary, ["-http-addr", address(http), "-https-addr", address(https)], {
    stdio: "ignore",
  });
  afterAll(() => void mock.kill());
  access.baseUrl = `http://${address(http)}`;
  await patiently(
    () => new Promise((resolve) => setTimeout(resolve, 100)).then(() => api.identify(access)),
    300,
  );
}

test.skipIf(!binary)("Stripe's specification knows every request (needs STRIPE_MOCK_BIN)", async () => {
  for (const { collection } of api.entities) {
    const { snapshots } = await api.list(access, collection, undefined);
    expect(snapshots, collection).toHaveLength(1);
    await api.list(access, collection, `1700000000:${snapshots[0]!.id}`);
    expect(await api.find(access, collection, snapshots[0]!.id)).toMatchObject({ operation: "upsert" });
  }
  const first = await api.changes(access, new Date(), undefined);
  expect((await api.changes(access, new Date(), first.next)).payloads).toHaveLength(1);
  const down = JSON.stringify({ way: "down", from: 1_700_000_000, id: "evt_1" });
  expect((await api.changes(access, new Date(), down)).payloads).toHaveLength(1);

  const webhooks = api.webhooks!;
  expect(await webhooks.list(access)).toHaveLength(1);
  // It is stateless and answers without a secret: the request itself was understood.
  const made = webhooks.create(access, "https://a.example.com", ["invoice.paid", "customer.created"]);
  await expect(made).rejects.toThrow("no signing secret");
  expect(await webhooks.update(access, "we_1", ["invoice.paid"])).toMatchObject({ events: ["invoice.paid"] });
  await webhooks.remove(access, "we_1");
});
