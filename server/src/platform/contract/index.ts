export type { Call, Handler, Handlers, Streamed } from "./handlers.ts";
export { type MountOptions, mount } from "./mount.ts";
export { openApiDocument } from "./openapi.ts";
export {
  type Authenticate,
  type Caller,
  type Credentials,
  type Identify,
  mayDo,
  type Principal,
} from "./principal.ts";
export { isSameOrigin } from "./same-origin.ts";
