import type { Connector, ConnectorSample } from "@sluice/shared/connectors";
import { expect, test } from "vitest";
import { errorOf, jobsApp } from "./jobs-testing.ts";

const { app } = await jobsApp("connectors");
const sample = async (query: string) => app.api("GET", `/api/v1/connectors/stripe/sample?${query}`);

test("Stripe is offered with its steps, its event types by object and its samples", async () => {
  const { data }: { data: Connector[] } = (await app.api("GET", "/api/v1/connectors")).body;
  const stripe = data.find((one) => one.id === "stripe");
  expect(stripe).toMatchObject({
    name: "Stripe",
    secretMintedBy: "provider",
    secretPattern: { source: "^whsec_" },
  });
  expect(stripe?.eventGroups[0]).toEqual({
    objects: ["customer"],
    collections: ["customers"],
    types: ["customer.created", "customer.deleted", "customer.updated"],
  });
  expect(stripe?.setupSteps.length).toBeGreaterThan(3);
  expect(stripe?.sampleTypes).toContain("invoice.paid");
});

test("a sample shows the event, where it goes and the whole document", async () => {
  const { body } = await sample("type=invoice.paid&collectionPrefix=stripe_");
  const { event, document, ...rest } = body as ConnectorSample;
  expect(event).toMatchObject({ type: "invoice.paid", data: { object: { object: "invoice" } } });
  expect(rest).toEqual({
    type: "invoice.paid",
    operation: "upsert",
    collection: "stripe_invoices",
    documentId: (event as { data: { object: { id: string } } }).data.object.id,
  });
  expect(document).toMatchObject({
    _id: rest.documentId,
    status: "paid",
    _sync_metadata: { source: "stripe", eventType: "invoice.paid", via: "webhook", eventId: event.id },
  });
});

test("a sample of a deletion shows what its mode leaves behind", async () => {
  expect((await sample("type=customer.deleted")).body).toMatchObject({ operation: "delete", document: null });
  const soft = (await sample("type=customer.deleted&deleteMode=soft")).body as ConnectorSample;
  expect(soft.document).toMatchObject({ _sync_metadata: { deleted: true } });
});

test("an unknown connector or type is refused, with the known types", async () => {
  expect(errorOf(await app.api("GET", "/api/v1/connectors/fax/sample"))).toMatchObject({ status: 400 });
  expect(errorOf(await sample("type=no.such"))).toMatchObject({
    status: 400,
    code: "invalid_input",
    details: { known: expect.arrayContaining(["customer.created"]) },
  });
});
