import { BSON, type Db, type IndexDescriptionInfo } from "mongodb";
import { classifyMongoError } from "../platform/lane-error.ts";
import { type DocumentError, reading, type Stored } from "./bulk.ts";

const MAX_BYTES = 16 * 1024 * 1024;
const PATIENCE_MS = 1_000;

/**
 * Whether a collection would refuse a document: its size, what cannot be a document at all, unique indexes, and
 * the collection's validator. `unchecked` names those of its rules that only a write can tell.
 */
export async function refusedByCollection(
  db: Db,
  name: string,
  document: Stored,
): Promise<{ readonly error?: DocumentError; readonly unchecked: string[] }> {
  const unwritable = unwritableAs(document);
  if (unwritable) return { error: unwritable, unchecked: [] };
  const unchecked: string[] = [];
  const [info] = await reading(db.listCollections({ name }).toArray());
  if (!info) return { unchecked };
  for (const index of await reading(db.collection<Stored>(name).indexes())) {
    if (!index.unique || index.name === "_id_") continue;
    const filter = sameKey(document, index);
    if (filter === "apart") continue;
    if (!filter) {
      unchecked.push(`the unique index ${index.name}`);
      continue;
    }
    const other = await findOther(db, name, document._id, filter);
    if (other)
      return {
        error: {
          code: "duplicate_key",
          message: `The document ${other._id} of ${name} has the same ${Object.keys(filter).join(", ")}, which the unique index ${index.name} allows once.`,
        },
        unchecked,
      };
  }
  const validator = (info as { options?: { validator?: object } }).options?.validator;
  if (validator && Object.keys(validator).length > 0) unchecked.push(`the validation rules of ${name}`);
  return { unchecked };
}

function unwritableAs(document: Stored): DocumentError | undefined {
  try {
    const bytes = BSON.calculateObjectSize(document);
    if (bytes <= MAX_BYTES) return undefined;
    return {
      code: "too_large",
      message: `The document would have ${bytes} bytes; MongoDB takes ${MAX_BYTES}.`,
    };
  } catch (error) {
    const { code, message } = classifyMongoError(error);
    return { code, message };
  }
}

/** A filter for what is equal by the index; "apart" where the index leaves it out, undefined where only it knows. */
function sameKey(
  document: Stored,
  { key, sparse, partialFilterExpression }: IndexDescriptionInfo,
): Record<string, unknown> | "apart" | undefined {
  const fields = Object.entries(key);
  const values = fields.map(([path]) => valueAt(document, path));
  if (sparse && values.every((value) => value === undefined)) return "apart";
  const isPlain = fields.every(([, kind]) => kind === 1 || kind === -1) && !values.some(Array.isArray);
  if (partialFilterExpression || !isPlain) return undefined;
  return Object.fromEntries(fields.map(([path], at) => [path, { $eq: values[at] ?? null }]));
}

/** The value at a path with dots, or the first list on the way. */
function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const step of path.split(".")) {
    if (Array.isArray(value)) return value;
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

const findOther = (db: Db, name: string, _id: string, filter: object) =>
  reading(
    db
      .collection<Stored>(name)
      .findOne({ ...filter, _id: { $ne: _id } }, { projection: { _id: 1 }, maxTimeMS: PATIENCE_MS }),
  );
