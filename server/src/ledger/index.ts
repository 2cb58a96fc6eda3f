export { exportLedger } from "./export.ts";
export { DamagedFileError, linesOf } from "./file.ts";
export { type ImportReport, importLedger } from "./import.ts";
export { type ResealReport, reseal } from "./reseal-repo.ts";
