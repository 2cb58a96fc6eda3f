export type { ApplyOptions, Change, MappedChange, Outcome, TieEvent } from "./change.ts";
export { eraseDocuments, findDocuments, liftTombstones } from "./erase.ts";
export { type Inspection, inspectDestination } from "./inspect.ts";
export {
  type Destinations,
  destinations,
  isOutOfReach,
  isPublicAddress,
  refusePrivate,
  tryDestination,
} from "./open.ts";
export { previewDocument } from "./preview.ts";
export { formatVersion, versionPrefix } from "./version.ts";
export { applyChanges } from "./write.ts";
