/** A list of Close's, and how all of it can be had. */
export interface Resource {
  readonly collection: string;
  readonly title: string;
  /** Below `/api/v1`, without slashes around it. Several: one after the other. */
  readonly paths: readonly string[];
  /**
   * `created`: by time of creation, through its filters. `searched`: `_skip` as far as Close lets it, then by time
   * through the search language of leads. `skipped`: by `_skip`. `whole`: in one answer.
   */
  readonly paged: "created" | "searched" | "skipped" | "whole";
  /** Whether `<path>/<id>` answers. */
  readonly byId?: true;
}

/** developer.close.com, the commonest first. Lists that ask for a parent are not among them. */
export const resources: readonly Resource[] = [
  { collection: "leads", title: "Leads", paths: ["lead"], paged: "searched", byId: true },
  { collection: "contacts", title: "Contacts", paths: ["contact"], paged: "searched", byId: true },
  {
    collection: "opportunities",
    title: "Opportunities",
    paths: ["opportunity"],
    paged: "created",
    byId: true,
  },
  { collection: "activities", title: "Activities", paths: ["activity"], paged: "created" },
  { collection: "tasks", title: "Tasks", paths: ["task"], paged: "created", byId: true },
  { collection: "users", title: "Users", paths: ["user"], paged: "skipped", byId: true },
  {
    collection: "custom_fields",
    title: "Custom fields",
    paths: ["lead", "contact", "opportunity", "activity", "custom_object_type", "shared"].map(
      (of) => `custom_field/${of}`,
    ),
    paged: "whole",
  },
  { collection: "status_leads", title: "Lead statuses", paths: ["status/lead"], paged: "whole" },
  {
    collection: "status_opportunities",
    title: "Opportunity statuses",
    paths: ["status/opportunity"],
    paged: "whole",
  },
  { collection: "pipelines", title: "Pipelines", paths: ["pipeline"], paged: "whole" },
  {
    collection: "custom_activity_types",
    title: "Custom activity types",
    paths: ["custom_activity"],
    paged: "whole",
    byId: true,
  },
  {
    collection: "custom_object_types",
    title: "Custom object types",
    paths: ["custom_object_type"],
    paged: "whole",
    byId: true,
  },
  {
    collection: "saved_searches",
    title: "Smart views",
    paths: ["saved_search"],
    paged: "skipped",
    byId: true,
  },
  {
    collection: "email_templates",
    title: "E-mail templates",
    paths: ["email_template"],
    paged: "skipped",
    byId: true,
  },
  {
    collection: "sms_templates",
    title: "SMS templates",
    paths: ["sms_template"],
    paged: "skipped",
    byId: true,
  },
  { collection: "sequences", title: "Workflows", paths: ["sequence"], paged: "skipped", byId: true },
  {
    collection: "phone_numbers",
    title: "Phone numbers",
    paths: ["phone_number"],
    paged: "skipped",
    byId: true,
  },
];

export const resourceOf = (collection: string): Resource | undefined =>
  resources.find((resource) => resource.collection === collection);
