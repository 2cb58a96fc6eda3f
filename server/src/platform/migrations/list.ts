import { lookAgainForBodies } from "./0001-look-again-for-bodies.ts";
import { claimByBatch } from "./0002-claim-by-batch.ts";
import { describeAdminKey } from "./0003-describe-the-admin-key.ts";
import { ageExecutionsByJob } from "./0004-age-executions-by-job.ts";
import { recountTheStatistics } from "./0005-recount-the-statistics.ts";
import { countByType } from "./0006-count-by-type.ts";
import { recountTheNewestFirst } from "./0007-recount-the-newest-first.ts";
import { suppressBySeveral } from "./0008-suppress-by-several.ts";
import { ownDatabases } from "./0009-own-databases.ts";
import type { Migration } from "./migration.ts";

/** In order, without gaps. Never change one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [
  lookAgainForBodies,
  claimByBatch,
  describeAdminKey,
  ageExecutionsByJob,
  recountTheStatistics,
  countByType,
  recountTheNewestFirst,
  suppressBySeveral,
  ownDatabases,
];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;
