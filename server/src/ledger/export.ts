import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { identityOf } from "../platform/ledger-identity.ts";
import { SCHEMA_VERSION } from "../platform/migrations/index.ts";
import type { Secrets } from "../platform/secrets.ts";
import { mayHoldSecrets } from "./collections.ts";
import { eachDocument } from "./documents-repo.ts";
import { type FileDocument, type FileHeader, FORMAT, writeLines } from "./file.ts";
import { newPassphrase } from "./passphrase.ts";
import { mapSealed, reseal } from "./sealed-values.ts";

interface Options {
  readonly workspaceId?: string | undefined;
  /** Seals the secrets in the file; without one they stay sealed with the ledger's key. */
  readonly passphrase?: string | undefined;
}

/**
 * The whole ledger, or one workspace of it, as lines of a file; read as it is written, so that memory is bounded.
 * @throws AppError `conflict` when the ledger is not at this release's schema.
 */
export async function* exportLedger(
  { db, secrets }: Pick<Ctx, "db" | "secrets">,
  { workspaceId, passphrase }: Options,
): AsyncGenerator<string> {
  const { ledgerId, schema } = await identityOf(db);
  if (ledgerId === undefined || schema !== SCHEMA_VERSION)
    throw new AppError("conflict", "This ledger is not at this release's schema: start Sluice on it once.");
  const sealing = passphrase ? newPassphrase(passphrase) : undefined;
  const header: FileHeader = {
    sluice: "ledger",
    format: FORMAT,
    schema,
    ledgerId,
    workspaceId: workspaceId ?? null,
    exportedAt: new Date().toISOString(),
    sealing: sealing?.header ?? { kind: "key", keyId: secrets.keyId },
  };
  const documents = eachDocument(db, workspaceId);
  yield* writeLines(header, sealing ? resealed(documents, secrets, sealing.secrets) : documents);
}

async function* resealed(
  documents: AsyncIterable<FileDocument>,
  from: Secrets,
  to: Secrets,
): AsyncGenerator<FileDocument> {
  for await (const one of documents)
    yield mayHoldSecrets(one.in)
      ? { in: one.in, document: mapSealed(one.document, (sealed) => reseal(sealed, from, to) ?? sealed) }
      : one;
}
