export { type EraseNext, eraseNext } from "./erase-next.ts";
export { ensureErasureIndexes } from "./repo.ts";
export { ERASURE_REQUESTED, resendErasures } from "./request.ts";
