import * as z from "zod";
import { Actor } from "../workspaces/fields.ts";

export const ChannelKind = z.enum(["email", "slack", "webhook"]);
export type ChannelKind = z.infer<typeof ChannelKind>;

const name = z.string().trim().min(1).max(100);
const address = z.string().trim().min(1).max(2_000).describe("Kept sealed, and shown without its path.");
const recipients = z
  .array(z.email("is not an e-mail address").max(254))
  .min(1, "needs at least one address")
  .max(20);

export const CreateChannel = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("email"), name, to: recipients }),
    z.strictObject({ kind: z.literal("slack"), name, url: address }),
    z.strictObject({ kind: z.literal("webhook"), name, url: address }),
  ])
  .meta({ id: "CreateAlertChannel" });
export type CreateChannel = z.infer<typeof CreateChannel>;

export const UpdateChannel = z
  .strictObject({
    name: name.optional(),
    /** False: nothing is sent to it. */
    enabled: z.boolean().optional(),
    /** Of an e-mail channel. */
    to: recipients.optional(),
    /** Of the others. */
    url: address.optional(),
  })
  .meta({ id: "UpdateAlertChannel" });
export type UpdateChannel = z.infer<typeof UpdateChannel>;

/** What a channel said to a message, or why nothing could be said. */
export const ChannelAnswer = z
  .object({
    at: z.iso.datetime(),
    ok: z.boolean(),
    /** Of HTTP, or of SMTP. */
    status: z.int().nullable(),
    /** The beginning of the answer, or what went wrong. */
    answer: z.string(),
    ms: z.int(),
  })
  .meta({ id: "ChannelAnswer" });
export type ChannelAnswer = z.infer<typeof ChannelAnswer>;

export const AlertChannel = z
  .object({
    id: z.string(),
    kind: ChannelKind,
    name: z.string(),
    enabled: z.boolean(),
    /** Where it leads: addresses, or a URL without its path. */
    target: z.string(),
    to: z.array(z.string()).optional(),
    /** Of a webhook: the secret that signs, all but its end hidden. */
    maskedSecret: z.string().optional(),
    createdBy: Actor,
    createdAt: z.iso.datetime(),
    lastAnswer: ChannelAnswer.nullable(),
  })
  .meta({ id: "AlertChannel" });
export type AlertChannel = z.infer<typeof AlertChannel>;

/** The signing secret of a webhook is whole in this one answer. */
export const CreatedChannel = AlertChannel.extend({ secret: z.string().optional() }).meta({
  id: "CreatedAlertChannel",
});
export type CreatedChannel = z.infer<typeof CreatedChannel>;
