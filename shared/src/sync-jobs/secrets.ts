import * as z from "zod";
import { signingSecret } from "./settings.ts";

export const SetSecret = z.strictObject({
  secret: signingSecret,
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 14)
    .default(24),
});

const StoredSecret = z.object({
  /** The last four characters: all that is ever shown of it. */
  last4: z.string(),
  setAt: z.iso.datetime(),
  /** When a request was last signed with it, to the minute. */
  lastMatchedAt: z.iso.datetime().optional(),
});

/** Both secrets verify requests until `validUntil`. */
export const WebhookSecret = z
  .object({
    mintedBy: z.enum(["provider", "sluice"]),
    current: StoredSecret.nullable(),
    previous: StoredSecret.extend({ validUntil: z.iso.datetime() }).nullable(),
  })
  .meta({ id: "WebhookSecret" });
export type WebhookSecret = z.infer<typeof WebhookSecret>;
