export type { ApplyOptions, Change, MappedChange, Outcome, TieEvent } from "./change.ts";
export { eraseDocuments, findDocuments, liftTombstones } from "./erase.ts";
export { type Forecast, forecastChange } from "./forecast.ts";
export {
  asHeld,
  type Buried,
  type Held,
  heldCollections,
  readBuried,
  readHeld,
  walkHeld,
} from "./held.ts";
export { type Inspection, inspectDestination } from "./inspect.ts";
export { askDestination, lookUp, metadataOf, type Present } from "./look-up.ts";
export {
  type Destinations,
  destinations,
  refusePrivate,
  tryDestination,
} from "./open.ts";
export { prefixOf } from "./plan.ts";
export { previewDocument } from "./preview.ts";
export { formatVersion, parseVersion, SNAPSHOT_RANK, versionPrefix } from "./version.ts";
export { applyChanges, applySome } from "./write.ts";
