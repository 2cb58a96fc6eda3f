import type { Connector } from "../connector.ts";
import { envelope, map } from "./envelope.ts";
import { sample, sampleTypes } from "./sample.ts";
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
  sample,
  sampleTypes,
};
