import type { Connector } from "../connector.ts";
import { eventGroups, setupSteps } from "./catalogue.ts";
import { DELIVERY_HEADER, EVENT_HEADER, envelope, map } from "./envelope.ts";
import { isSample, sample, sampleTypes } from "./sample.ts";
import { resolveTie } from "./ties.ts";
import { SIGNATURE_HEADER, verify } from "./verify.ts";

/** GitHub: webhooks of a repository or an organization, sent as JSON. */
export const github: Connector = {
  id: "github",
  name: "GitHub",
  secretMintedBy: "sluice",
  signatureHeaders: [SIGNATURE_HEADER],
  eventHeaders: [EVENT_HEADER, DELIVERY_HEADER],
  verify,
  envelope,
  map,
  resolveTie,
  sample,
  sampleTypes,
  isSample,
  eventGroups,
  setupSteps,
  // GitHub sends once; of three days a person can redeliver by hand.
  resendsFor: { live: 0, test: 0 },
};
