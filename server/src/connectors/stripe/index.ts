import type { Connector } from "../connector.ts";
import { api } from "./api/index.ts";
import { eventGroups, setupSteps } from "./catalogue.ts";
import { envelope, map } from "./envelope.ts";
import { retrieve } from "./retrieve.ts";
import { isSample, sample, sampleTypes } from "./sample.ts";
import { resolveTie } from "./ties.ts";
import { SIGNATURE_HEADER, verify } from "./verify.ts";

/** Stripe: snapshot events of classic webhook endpoints and event destinations. */
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
  api,
  sample,
  sampleTypes,
  isSample,
  eventGroups,
  setupSteps,
  // https://docs.stripe.com/webhooks#automatic-retries
  resendsFor: { live: 72, test: 3 },
  secretPattern: { source: "^whsec_", says: "begin with whsec_" },
};
