export { SCHEMA_VERSION } from "./list.ts";
export type { Migration } from "./migration.ts";
export { migrate, NewerSchemaError } from "./run.ts";
