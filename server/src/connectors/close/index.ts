import type { Connector } from "../connector.ts";
import { api } from "./api/index.ts";
import { eventGroups, setupSteps } from "./catalogue.ts";
import { envelope, map } from "./envelope.ts";
import { isSample, sample, sampleTypes } from "./sample.ts";
import { resolveTie } from "./ties.ts";
import { HASH_HEADER, TIMESTAMP_HEADER, verify } from "./verify.ts";

/** Close (close.com): webhook subscriptions, each delivery one entry of its event log. */
export const close: Connector = {
  id: "close",
  name: "Close",
  secretMintedBy: "provider",
  signatureHeaders: [HASH_HEADER, TIMESTAMP_HEADER],
  verify,
  envelope,
  map,
  resolveTie,
  sample,
  sampleTypes,
  isSample,
  api,
  eventGroups,
  setupSteps,
  // developer.close.com, webhooks: retried for 72 hours.
  resendsFor: { live: 72, test: 72 },
  isOfOneAccount: true,
  apiKey: {
    where:
      "In Close open **Settings**, then **Developer** and **API Keys**, and create a key as an admin: to others Close's log shows for one hour only what changed.",
  },
  secretPattern: { source: "^[0-9A-Fa-f]{64}$", says: "are 64 hexadecimal digits" },
};
