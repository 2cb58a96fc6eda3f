import type { EventGroup, SetupStep } from "../connector.ts";
import eventTypes from "./event-types.json" with { type: "json" };
import { collectionOf } from "./objects.ts";

/** What events of some types carry has no id, so that nothing can be written of it. */
const WITHOUT_ID = new Set(["billing.alert_triggered"]);

/** Every type of the API version that the SDK is pinned to, by the object it carries, the commonest first. */
export const eventGroups: readonly EventGroup[] = Object.entries(eventTypes).map(([objects, types]) => {
  const names = objects.split("|");
  return {
    objects: names,
    collections: names.filter((name) => !WITHOUT_ID.has(name)).map(collectionOf),
    types,
  };
});

/** As in Stripe's Workbench. */
export const setupSteps: readonly SetupStep[] = [
  {
    text: "In the Stripe Dashboard open **Workbench**, then its tab **Webhooks**, and click **Create new destination**.",
  },
  {
    text: "Choose **Events on your account**, keep the payload style **Snapshot**, select these event types and click **Continue**.",
    shows: "events",
  },
  {
    text: "Choose **Webhook endpoint**, paste this as **Endpoint URL** and click **Create destination**.",
    shows: "url",
  },
  {
    text: "On the page of the new destination reveal its **Signing secret** and paste it here.",
    shows: "secret",
  },
  {
    text: "Let something happen in your account, or click **Send test events**, and see it arrive.",
  },
];
