import type { AnyBulkWriteOperation, Db, Document } from "mongodb";
import type { Secrets } from "../platform/secrets.ts";
import { mayHoldSecrets } from "./collections.ts";
import { reseal as resealValue, sealedValues } from "./sealed-values.ts";

const BATCH = 50;

export interface ResealReport {
  /** Values that are now sealed with the first key. */
  resealed: number;
  /** Values that changed while they were looked at: another pass finds them. */
  missed: number;
  /** Values that no key here opens, by the id of theirs. */
  foreign: Record<string, number>;
}

/**
 * One pass over the ledger: whatever an older key has sealed is sealed with the first. May be killed anywhere
 * and run again, beside whatever else writes: each value is replaced only where it is still the one that was read.
 */
export async function reseal(db: Db, secrets: Secrets): Promise<ResealReport> {
  const report: ResealReport = { resealed: 0, missed: 0, foreign: {} };
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  for (const { name } of collections) if (mayHoldSecrets(name)) await resealCollection(name);
  return report;

  async function resealCollection(name: string): Promise<void> {
    const collection = db.collection(name);
    let operations: AnyBulkWriteOperation<Document>[] = [];
    const flush = async () => {
      if (operations.length === 0) return;
      const { modifiedCount } = await collection.bulkWrite(operations, { ordered: false });
      report.resealed += modifiedCount;
      report.missed += operations.length - modifiedCount;
      operations = [];
    };
    for await (const document of collection.find().sort({ _id: 1 }).batchSize(BATCH)) {
      for (const { path, sealed, keyId } of sealedValues(document)) {
        if (keyId === secrets.keyId) continue;
        const fresh = resealValue(sealed, secrets, secrets);
        if (fresh === undefined) report.foreign[keyId] = (report.foreign[keyId] ?? 0) + 1;
        else
          operations.push({
            updateOne: { filter: { _id: document._id, [path]: sealed }, update: { $set: { [path]: fresh } } },
          });
      }
      if (operations.length >= BATCH) await flush();
    }
    await flush();
  }
}
