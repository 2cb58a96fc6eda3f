import type { Lingering } from "@sluice/server/lanes";
import type { Services } from "@sluice/server/services";
import { alertsCheck, alertsSend } from "./alerts/alerts.ts";
import type { Client } from "./client.ts";
import { objectsErase } from "./erasures/objects-erase.ts";
import { webhookReplay, webhookRetryFailed } from "./events/bulk.ts";
import { lanesSweep } from "./lanes/lanes-sweep.ts";
import { webhookEventReceived } from "./lanes/webhook-event-received.ts";
import { syncScheduled } from "./pulls/sync-scheduled.ts";
import { webhookCoverage, webhookRegistration } from "./registrations/webhook-registration.ts";
import { webhookCleanup } from "./retention/webhook-cleanup.ts";
import { syncRun } from "./runs/sync-run.ts";
import { objectRefetch } from "./sync-jobs/object-refetch.ts";
import { webhookBatchProcess } from "./sync-jobs/webhook-batch-process.ts";

/** Every function of the product (RULES 23). */
export const functions = (client: Client, services: Services, linger: Lingering) => [
  webhookEventReceived(client),
  webhookBatchProcess(client, services, linger),
  webhookRetryFailed(client, services),
  webhookReplay(client, services),
  webhookCleanup(client, services),
  webhookRegistration(client, services),
  webhookCoverage(client, services),
  objectsErase(client, services),
  objectRefetch(client, services),
  syncRun(client, services),
  alertsCheck(client, services),
  alertsSend(client, services),
  syncScheduled(client, services),
  lanesSweep(client, services),
];
