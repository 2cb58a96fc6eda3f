import type {} from "./global-setup.ts";

export { startTestApp, type TestApp } from "./app.ts";
export { type Answer, type Caller, caller, invited, owner, PASSWORD } from "./caller.ts";
export { startMongo, type TestMongo } from "./mongo.ts";
