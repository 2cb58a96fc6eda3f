import type { EventGroup, SetupStep } from "../connector.ts";
import { collectionOf } from "./read.ts";

const CHANGES = ["created", "updated", "deleted"] as const;
const PROGRESS = ["created", "updated", "completed"] as const;

/** Actions by object type (developer.close.com, list of event types), the commonest first. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  lead: [...CHANGES, "merged"],
  contact: CHANGES,
  opportunity: CHANGES,
  "activity.call": [...CHANGES, "answered", "completed"],
  "activity.email": [...CHANGES, "sent"],
  "activity.email_thread": CHANGES,
  "activity.meeting": [...CHANGES, "scheduled", "started", "completed", "canceled"],
  "activity.note": CHANGES,
  "activity.sms": [...CHANGES, "sent"],
  "activity.whatsapp_message": CHANGES,
  "activity.form_submission": CHANGES,
  "activity.custom_activity": CHANGES,
  "activity.lead_status_change": CHANGES,
  "activity.opportunity_status_change": CHANGES,
  "activity.task_completed": ["created", "deleted"],
  "activity.lead_merge": CHANGES,
  ...Object.fromEntries(
    [
      "lead",
      "incoming_email",
      "email_followup",
      "missed_call",
      "answered_detached_call",
      "voicemail",
      "opportunity_due",
      "incoming_sms",
      "outbound_call",
    ].map((subtype) => [`task.${subtype}`, [...CHANGES, "completed"]]),
  ),
  ...Object.fromEntries(
    ["lead", "contact", "opportunity", "activity", "custom_object", "shared"].map((of) => [
      `custom_fields.${of}`,
      CHANGES,
    ]),
  ),
  "status.lead": CHANGES,
  "status.opportunity": CHANGES,
  custom_activity_type: CHANGES,
  custom_object_type: CHANGES,
  custom_object: CHANGES,
  membership: ["activated", "deactivated"],
  group: CHANGES,
  saved_search: CHANGES,
  phone_number: CHANGES,
  email_template: CHANGES,
  sms_template: CHANGES,
  sequence: CHANGES,
  sequence_subscription: CHANGES,
  comment: CHANGES,
  comment_thread: CHANGES,
  unsubscribed_email: ["created", "deleted"],
  import: ["created", "updated", "completed", "reverting", "reverted"],
  "export.lead": PROGRESS,
  "export.opportunity": PROGRESS,
  ...Object.fromEntries(
    ["delete", "edit", "email", "sequence_subscription"].map((of) => [
      `bulk_action.${of}`,
      [...PROGRESS, "paused"],
    ]),
  ),
};

export const eventGroups: readonly EventGroup[] = Object.entries(ACTIONS).map(([object, actions]) => ({
  objects: [object],
  collections: [collectionOf(object)],
  types: actions.map((action) => `${object}.${action}`),
}));

/** Close has no page for webhooks: subscriptions are made through its API. */
export const setupSteps: readonly SetupStep[] = [
  { text: "In Close open **Settings**, then **Developer** and **API Keys**, and create a key." },
  {
    text: "Make a subscription with it: **POST https://api.close.com/api/v1/webhook/**, with this as **url**.",
    shows: "url",
  },
  {
    text: "Its **events** are these, each split at the last dot into **object_type** and **action**.",
    shows: "events",
  },
  {
    text: "The answer holds the **signature_key**, this once: paste it here.",
    shows: "secret",
  },
  { text: "Change a lead in Close and see it arrive." },
];
