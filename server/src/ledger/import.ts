import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import {
  adoptIdentity,
  beginImport,
  endImport,
  identityOf,
  importUnderWay,
} from "../platform/ledger-identity.ts";
import { SCHEMA_VERSION } from "../platform/migrations/index.ts";
import { keyIdOf, type Secrets } from "../platform/secrets.ts";
import { COLLECTIONS, mayHoldSecrets } from "./collections.ts";
import { type Inserted, insertMissing, isEmptyLedger } from "./documents-repo.ts";
import { checkLines, type FileDocument, type FileEnd, FORMAT, readDocuments, readHeader } from "./file.ts";
import { knownPassphrase } from "./passphrase.ts";
import { mapSealed, reseal } from "./sealed-values.ts";

const BATCH = 500;
const BATCH_BYTES = 8 * 1024 * 1024;

interface Options {
  readonly passphrase?: string | undefined;
  /** Adds to a ledger that is in use: what is there stays, what is not is added. */
  readonly merge: boolean;
  readonly onProgress?: (documents: number) => void;
}

export interface ImportReport {
  /** Of the file. */
  readonly counts: FileEnd["counts"];
  readonly stored: number;
  readonly known: number;
  readonly conflicting: readonly string[];
  /** `<collection> <id>` of documents with a value that no key here opens; it stays as it is. */
  readonly unopened: readonly string[];
}

/**
 * Brings an exported ledger into this one. The file is read twice: first to make sure that it is whole, then to
 * import it. Killed anywhere, it goes on when it is run again; run once more, it changes nothing.
 * @param open the file's lines, from the start
 * @throws DamagedFileError; AppError `conflict` when this ledger is another one, or newer or older than the file;
 *   `forbidden` when the file's secrets cannot be opened.
 */
export async function importLedger(
  { db, secrets }: Pick<Ctx, "db" | "secrets">,
  open: () => AsyncIterable<string>,
  { passphrase, merge, onProgress }: Options,
): Promise<ImportReport> {
  const header = await readHeader(open());
  if (header.format !== FORMAT || header.schema > SCHEMA_VERSION)
    throw new AppError("conflict", "A newer Sluice has written this file: import it with that release.");
  const fileSecrets = secretsOfFile(header.sealing, secrets, passphrase);
  const { counts, sha256 } = await checkLines(open());
  const unopened = new Set<string>();

  const here = await identityOf(db);
  const underWay = await importUnderWay(db);
  if (underWay !== undefined && underWay !== sha256)
    throw new AppError("conflict", "The import of another file into this ledger was not finished.");
  const adopts = underWay !== undefined || (!merge && (await isEmptyLedger(db)));
  if (!adopts && !merge && here.ledgerId !== header.ledgerId)
    throw new AppError(
      "conflict",
      "This database holds another ledger: give an empty one, or --merge to add to what is there.",
    );
  if (!adopts && header.schema !== (here.schema ?? SCHEMA_VERSION))
    throw new AppError(
      "conflict",
      `The file is of schema ${header.schema}, this ledger of ${here.schema}: export it again with this release, or import into an empty database.`,
    );
  if (adopts) {
    await beginImport(db, sha256);
    await adoptIdentity(db, header.ledgerId, header.schema);
  }
  const report = await insertAll();
  if (adopts) await endImport(db);
  return { counts, ...report, unopened: [...unopened] };

  async function insertAll(): Promise<Inserted> {
    const total: Inserted = { stored: 0, known: 0, conflicting: [] };
    let batch: FileDocument["document"][] = [];
    let name = "";
    let bytes = 0;
    const flush = async () => {
      if (batch.length === 0) return;
      // What a first start made by itself gives way: a workspace without members, say.
      const replace = adopts && COLLECTIONS[name]?.secrets !== false;
      const { stored, known, conflicting } = await insertMissing(db, name, batch, replace);
      total.stored += stored;
      total.known += known;
      total.conflicting.push(...conflicting);
      onProgress?.(total.stored + total.known + total.conflicting.length);
      [batch, bytes] = [[], 0];
    };
    for await (const one of readDocuments(open())) {
      if (one.in !== name || batch.length === BATCH || bytes > BATCH_BYTES) await flush();
      name = one.in;
      batch.push(
        mayHoldSecrets(name) ? mapSealed(one.document, (sealed) => bring(sealed, one)) : one.document,
      );
      bytes += Number(one.document.bytes ?? 1_000);
    }
    await flush();
    return total;
  }

  function bring(sealed: string, { in: name, document }: FileDocument): string {
    if (fileSecrets === secrets && keyIdOf(sealed) === secrets.keyId) return sealed;
    const fresh = reseal(sealed, fileSecrets, secrets);
    if (fresh === undefined) unopened.add(`${name} ${String(document._id)}`);
    return fresh ?? sealed;
  }
}

function secretsOfFile(
  sealing: Awaited<ReturnType<typeof readHeader>>["sealing"],
  own: Secrets,
  passphrase: string | undefined,
): Secrets {
  if (sealing.kind === "key") {
    if (own.opens(sealing.keyId)) return own;
    throw new AppError(
      "forbidden",
      `The file's secrets are sealed with key ${sealing.keyId}: add that key behind this ledger's in SLUICE_ENCRYPTION_KEY, or export with a passphrase.`,
    );
  }
  if (!passphrase)
    throw new AppError(
      "forbidden",
      "The file's secrets are sealed with a passphrase: give it in SLUICE_EXPORT_PASSPHRASE.",
    );
  const secrets = knownPassphrase(passphrase, sealing);
  if (!secrets) throw new AppError("forbidden", "This is not the passphrase the file was written with.");
  return secrets;
}
