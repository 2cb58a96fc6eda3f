export { startMongo, type TestMongo } from "./mongo.ts";
