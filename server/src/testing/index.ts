import type {} from "./global-setup.ts";

export { startTestApp, type TestApp } from "./app.ts";
export { startMongo, type TestMongo } from "./mongo.ts";
