import { ensureAlertIndexes } from "./alerts/index.ts";
import { ensureBulkIndexes } from "./bulk/index.ts";
import { type Config, ConfigError } from "./config.ts";
import type { Ctx } from "./context.ts";
import { ensureErasureIndexes } from "./erasures/index.ts";
import {
  ensureEventIndexes,
  ensureEventTypeIndexes,
  ensureRejectedIndexes,
  ensureRollupIndexes,
  ensureSuppressedIndexes,
} from "./events/index.ts";
import { ensureClaimIndexes, ensureLaneIndexes } from "./platform/lanes/index.ts";
import { refuseUnfinishedImport, UnfinishedImportError } from "./platform/ledger-identity.ts";
import type { Log } from "./platform/log.ts";
import { migrate, NewerSchemaError } from "./platform/migrations/index.ts";
import { connectMongo, ledgerDatabase } from "./platform/mongo.ts";
import { checkKey, ForeignKeyError } from "./platform/presence.ts";
import type { Secrets } from "./platform/secrets.ts";
import { ensureFindingIndexes, ensureReportIndexes } from "./reconcile/index.ts";
import { ensureRetentionIndexes } from "./retention/index.ts";
import { ensureRunIndexes } from "./runs/index.ts";
import { ensureDraftIndexes, ensureExecutionIndexes, ensureJobIndexes } from "./sync-jobs/index.ts";
import {
  ensureAccountIndexes,
  ensureApiKeyIndexes,
  ensureAuditIndexes,
  ensureInvitationIndexes,
  ensureWorkspaceIndexes,
} from "./workspaces/index.ts";

const REASONS_TO_GIVE_UP = [NewerSchemaError, ForeignKeyError, UnfinishedImportError];
const PATIENCE_MS = 600_000;
const INDEXES = [
  ensureEventIndexes,
  ensureEventTypeIndexes,
  ensureRejectedIndexes,
  ensureRollupIndexes,
  ensureSuppressedIndexes,
  ensureErasureIndexes,
  ensureBulkIndexes,
  ensureRunIndexes,
  ensureFindingIndexes,
  ensureReportIndexes,
  ensureAlertIndexes,
  ensureJobIndexes,
  ensureDraftIndexes,
  ensureExecutionIndexes,
  ensureRetentionIndexes,
  ensureApiKeyIndexes,
  ensureAuditIndexes,
  ensureAccountIndexes,
  ensureInvitationIndexes,
  ensureWorkspaceIndexes,
  ensureLaneIndexes,
  ensureClaimIndexes,
];

/**
 * Migrations, the check of the key, and indexes. In a large ledger one of them may take longer than any other
 * command is allowed to: then once more, with patience.
 * @throws ConfigError when the ledger is a later release's, half imported, or sealed with a key that is not here.
 */
export async function prepareLedger(
  db: Ctx["db"],
  config: Config,
  secrets: Secrets,
  log: Log,
  incarnation: string,
): Promise<void> {
  try {
    await prepare(db);
  } catch (error) {
    if (REASONS_TO_GIVE_UP.some((reason) => error instanceof reason))
      throw new ConfigError((error as Error).message, { cause: error });
    if ((error as Error).name !== "MongoNetworkTimeoutError") throw error;
    log.warn("the ledger is being prepared; that takes a while");
    const patient = await connectMongo(config.MONGODB_URI as string, {
      ...config.times,
      socket: PATIENCE_MS,
    });
    await prepare(ledgerDatabase(patient)).finally(() => patient.close());
  }

  async function prepare(on: Ctx["db"]): Promise<void> {
    await refuseUnfinishedImport(on);
    await migrate(on, { log, process: incarnation });
    await checkKey(on, secrets);
    await Promise.all(INDEXES.map((ensure) => ensure(on)));
  }
}
