export { type ResealReport, reseal } from "./reseal-repo.ts";
