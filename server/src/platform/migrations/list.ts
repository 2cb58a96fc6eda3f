import { lookAgainForBodies } from "./0001-look-again-for-bodies.ts";
import { claimByBatch } from "./0002-claim-by-batch.ts";
import type { Migration } from "./migration.ts";

/** In order, without gaps. Never change one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [lookAgainForBodies, claimByBatch];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;
