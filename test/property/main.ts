import { parseArgs } from "node:util";
import fc from "fast-check";
import { MongoClient } from "mongodb";
import { startMongo } from "../../server/src/testing/index.ts";
import { convergence, emptyReport, summary } from "./histories.ts";

const { values } = parseArgs({
  options: { histories: { type: "string", default: "10000" }, seed: { type: "string" } },
});
const histories = Number(values.histories);
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
console.log(`${histories} histories, seed ${seed}`);

const mongo = await startMongo();
const client = new MongoClient(mongo.uri, { writeConcern: { w: 1, j: true } });
const db = client.db("property");
const report = emptyReport();
const started = Date.now();
const progress = setInterval(() => {
  console.log(`${((Date.now() - started) / 1000).toFixed(0)} s: ${summary(report)}`);
}, 15_000);
try {
  const result = await fc.check(convergence(db, report), { numRuns: histories, seed, endOnFailure: false });
  console.log(summary(report));
  if (result.failed) {
    console.error(fc.defaultReportMessage(result), result.errorInstance);
    process.exitCode = 1;
  } else {
    console.log(`All converged, in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  }
} finally {
  clearInterval(progress);
  await client.close();
  await mongo.stop();
}
