export type { Call, Handler, Handlers, Streamed } from "./handlers.ts";
export { type MountOptions, mount } from "./mount.ts";
export { openApiDocument } from "./openapi.ts";
export type { Authenticate, Credentials, Principal } from "./principal.ts";
