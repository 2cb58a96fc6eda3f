import { randomBytes } from "node:crypto";
import { type Fields, sampleNamed } from "../objects.ts";
import { HASH_HEADER, sign, TIMESTAMP_HEADER } from "./verify.ts";

const ORGANIZATION = "orga_sample0000000000000000000000000000000000";
const LEAD = "lead_sample0000000000000000000000000000000000";
const CONTACT = "cont_sample0000000000000000000000000000000000";
const USER = "user_sample0000000000000000000000000000000000";
const activity = (kind: string, fields: Fields): Fields => ({
  id: `acti_sample_${kind.toLowerCase()}`,
  _type: kind,
  lead_id: LEAD,
  contact_id: CONTACT,
  user_id: USER,
  ...fields,
});

const contact: Fields = {
  id: CONTACT,
  lead_id: LEAD,
  name: "Wilhelmina Okafor",
  title: "Head of Operations",
  emails: [{ email: "wilhelmina@example.com", type: "office" }],
  phones: [{ phone: "+31105550142", type: "mobile" }],
  urls: [],
};
const lead: Fields = {
  id: LEAD,
  name: "Okafor Instruments",
  display_name: "Okafor Instruments",
  description: "Makes lamp monitors",
  status_id: "stat_sample_potential",
  status_label: "Potential",
  url: "https://okafor.example.com",
  addresses: [],
  contacts: [contact],
  custom: { "Customer since": "2024" },
};
const opportunity: Fields = {
  id: "oppo_sample0000000000000000000000000000000000",
  lead_id: LEAD,
  contact_id: CONTACT,
  user_id: USER,
  status_label: "Active",
  status_type: "active",
  confidence: 50,
  value: 590_000,
  value_currency: "EUR",
  value_period: "annual",
  note: "Yearly plan for twelve people",
};
const call = activity("Call", {
  direction: "outbound",
  duration: 0,
  phone: "+31105550142",
  status: "in-progress",
});
const note = activity("Note", { note: "Asked for an offer by Friday." });
const email = activity("Email", {
  direction: "outgoing",
  status: "draft",
  subject: "Your offer",
  to: ["wilhelmina@example.com"],
});
const sms = activity("SMS", { direction: "inbound", status: "inbox", text: "Thanks, got it." });
const meeting = activity("Meeting", { title: "Kick-off", status: "upcoming", duration: 1800 });
const moved = activity("LeadStatusChange", { old_status_label: "Potential", new_status_label: "Qualified" });
const task: Fields = {
  id: "task_sample000000000000000000000000000000000",
  _type: "lead",
  lead_id: LEAD,
  assigned_to: USER,
  text: "Send the offer",
  is_complete: false,
};

interface Sample {
  readonly object: Fields;
  /** What an update has changed. */
  readonly now?: Fields;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  "lead.created": { object: lead },
  "lead.updated": { object: lead, now: { status_label: "Qualified", status_id: "stat_sample_qualified" } },
  "lead.merged": { object: lead, now: { description: "Makes lamp monitors and dimmers" } },
  "lead.deleted": { object: lead },
  "contact.created": { object: contact },
  "contact.updated": { object: contact, now: { title: "COO" } },
  "contact.deleted": { object: contact },
  "opportunity.created": { object: opportunity },
  "opportunity.updated": {
    object: opportunity,
    now: { status_label: "Won", status_type: "won", confidence: 100 },
  },
  "opportunity.deleted": { object: opportunity },
  "activity.call.created": { object: call },
  "activity.call.updated": { object: call, now: { duration: 184, status: "completed" } },
  "activity.call.completed": { object: call, now: { duration: 184, status: "completed" } },
  "activity.email.sent": { object: email, now: { status: "sent" } },
  "activity.meeting.scheduled": { object: meeting },
  "activity.note.created": { object: note },
  "activity.note.deleted": { object: note },
  "activity.sms.created": { object: sms },
  "activity.lead_status_change.created": { object: moved },
  "task.lead.created": { object: task },
  "task.lead.completed": { object: task, now: { is_complete: true } },
};

export const sampleTypes: readonly string[] = Object.keys(SAMPLES);

const SAMPLE_ID = "ev_sample_";
export const isSample = (eventId: string): boolean => eventId.startsWith(SAMPLE_ID);

/**
 * A signed event of one of `sampleTypes` about a made-up object; `now` in milliseconds.
 * @throws RangeError for any other type.
 */
export function sample(
  type: string,
  secret: string,
  now: number,
): { rawBody: Buffer; headers: Record<string, string> } {
  const { object, now: changed = {} } = sampleNamed(SAMPLES, type, "Close");
  const dot = type.lastIndexOf(".");
  const action = type.slice(dot + 1);
  const at = new Date(now).toISOString();
  const naive = at.replace(/Z$/, "000");
  const current = {
    ...object,
    organization_id: ORGANIZATION,
    ...changed,
    date_updated: at.replace("Z", "000+00:00"),
  };
  const isDeleted = action === "deleted";
  const before = Object.fromEntries(Object.keys(changed).map((field) => [field, object[field]]));
  const event = {
    id: `${SAMPLE_ID}${randomBytes(12).toString("hex")}`,
    date_created: naive,
    date_updated: naive,
    action,
    object_type: type.slice(0, dot),
    object_id: object.id,
    lead_id: LEAD,
    organization_id: ORGANIZATION,
    user_id: USER,
    changed_fields: Object.keys(changed),
    previous_data: isDeleted ? current : before,
    data: isDeleted ? {} : current,
    meta: {},
  };
  const rawBody = Buffer.from(JSON.stringify({ event, subscription_id: "whsub_sample" }));
  const timestamp = String(Math.floor(now / 1000));
  return {
    rawBody,
    headers: { [HASH_HEADER]: sign(timestamp, rawBody, secret), [TIMESTAMP_HEADER]: timestamp },
  };
}
