export type { ErrorCode, FieldProblem, Role, SluiceContract } from "@sluice/shared/contract";
export type { ClientOptions } from "./call.ts";
export { createClient, type SluiceClient } from "./client.ts";
export { SluiceError } from "./error.ts";
export { readLines } from "./lines.ts";
export type { CallOptions, InputOf, ResultOf } from "./types.ts";
