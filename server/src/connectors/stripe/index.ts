import type { Connector } from "../connector.ts";
import { api } from "./api/index.ts";
import { eventGroups, setupSteps } from "./catalogue.ts";
import { envelope, map } from "./envelope.ts";
import { retrieve } from "./retrieve.ts";
import { isSample, sample, sampleTypes } from "./sample.ts";
import { fetchObject } from "./thin-fetch.ts";
import { resolveTie } from "./ties.ts";
import { SIGNATURE_HEADER, verify } from "./verify.ts";

/** Stripe: snapshot and thin events of webhook endpoints and event destinations. */
export const stripe: Connector = {
  id: "stripe",
  name: "Stripe",
  secretMintedBy: "provider",
  signatureHeaders: [SIGNATURE_HEADER],
  verify,
  envelope,
  map,
  resolveTie,
  retrieve,
  fetch: fetchObject,
  api,
  sample,
  sampleTypes,
  isSample,
  eventGroups,
  setupSteps,
  // https://docs.stripe.com/webhooks#automatic-retries
  resendsFor: { live: 72, test: 3 },
  apiKey: {
    where:
      "In Stripe's **Workbench** open **API keys**, click **Create restricted key** and give it **Read** on what the job reads, on **Events** and, below **Connect**, on **Accounts** (it tells whose key it is), and **Write** on **Webhook Endpoints** where it is to register its own.",
  },
  secretPattern: { source: "^whsec_", says: "begin with whsec_" },
};
