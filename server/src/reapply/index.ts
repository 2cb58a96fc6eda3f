export { advanceReapply } from "./advance.ts";
