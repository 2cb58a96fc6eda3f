export { keepRegistration, keepRegistrations } from "./keep.ts";
export { leaveProvider } from "./leave.ts";
