import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { BSON, type Db, type IndexDescription } from "mongodb";

/** A line of a dump: a collection with its indexes, or one of its documents. */
type Line =
  | { collection: string; indexes: IndexDescription[] }
  | { collection: string; document: BSON.Document };

const write = (line: Line): string => `${BSON.EJSON.stringify(line, { relaxed: false })}\n`;

async function* linesOf(db: Db): AsyncGenerator<string> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
  for (const name of names.filter((one) => !one.startsWith("system.")).sort()) {
    const indexes = (await db.collection(name).indexes()) as IndexDescription[];
    yield write({ collection: name, indexes: indexes.filter((index) => index.name !== "_id_") });
    for await (const document of db.collection(name).find().sort({ _id: 1 }))
      yield write({ collection: name, document });
  }
}

/** Every document and index of a database as lines of canonical EJSON. For databases of a test's size. */
export const dump = (db: Db, file: string): Promise<void> =>
  pipeline(Readable.from(linesOf(db)), createWriteStream(file));

/** Fills a fresh database from what `dump` wrote. */
export async function restore(db: Db, file: string): Promise<void> {
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = BSON.EJSON.parse(text, { relaxed: false }) as Line;
    const collection = db.collection(line.collection);
    if ("document" in line) await collection.insertOne(line.document);
    else if (line.indexes.length === 0) await db.createCollection(line.collection);
    else
      await collection.createIndexes(
        line.indexes.map(({ v: _version, ...index }: IndexDescription & { v?: unknown }) => index),
      );
  }
}
