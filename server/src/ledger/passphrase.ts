import { randomBytes, scryptSync } from "node:crypto";
import { createSecrets, type Secrets } from "../platform/secrets.ts";

const CHECK = "sluice";
const ID = "passphrase";
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

function secretsFor(passphrase: string, salt: Buffer): Secrets {
  const bytes = scryptSync(passphrase.normalize("NFKC"), salt, 32, COST);
  return createSecrets(() => [{ id: ID, fingerprint: ID, bytes }]);
}

/** Seals with a passphrase; `header` goes into the file. */
export function newPassphrase(passphrase: string) {
  const salt = randomBytes(16);
  const secrets = secretsFor(passphrase, salt);
  const header = {
    kind: "passphrase",
    salt: salt.toString("base64url"),
    check: secrets.seal(CHECK),
  } as const;
  return { secrets, header };
}

/** undefined when it is another passphrase. */
export function knownPassphrase(
  passphrase: string,
  header: { salt: string; check: string },
): Secrets | undefined {
  const secrets = secretsFor(passphrase, Buffer.from(header.salt, "base64url"));
  try {
    return secrets.open(header.check) === CHECK ? secrets : undefined;
  } catch {
    return undefined;
  }
}
