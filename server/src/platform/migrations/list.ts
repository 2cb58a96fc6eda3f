import { lookAgainForBodies } from "./0001-look-again-for-bodies.ts";
import type { Migration } from "./migration.ts";

/** In order, without gaps. Never change one that was released: add another. */
export const MIGRATIONS: readonly Migration[] = [lookAgainForBodies];

/** What this program writes and reads. */
export const SCHEMA_VERSION = MIGRATIONS.length;
