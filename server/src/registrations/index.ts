export { keepRegistration, keepRegistrations } from "./keep.ts";
