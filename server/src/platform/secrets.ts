import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { type Config, ConfigError } from "../config.ts";
import { type Keyring, keyFile, parseKeys } from "./keyring.ts";

export interface Secrets {
  seal(plain: string): string;
  /** @throws when the value was sealed with a key that is not here, or was changed. */
  open(sealed: string): string;
  /**
   * Bytes for one purpose alone (HKDF-SHA-256 of the key that seals now): the same at every start until the keys
   * are rotated, and telling nothing about the key or about other purposes.
   */
  derive(purpose: string, bytes: number): Buffer;
  /** The id of the key that seals now. */
  readonly keyId: string;
  /** Whether a value, or all that a key with this id has sealed, can be opened. */
  opens(sealedOrKeyId: string): boolean;
}

const SEALED = /^v1\.([\w-]{1,32})\.[\w-]{16}\.[\w-]{22}\.[\w-]*$/;

/** The id of the key a text says it was sealed with; undefined when it is no sealed value. */
export const keyIdOf = (text: string): string | undefined => SEALED.exec(text)?.[1];

/**
 * AES-256-GCM; a sealed value is `v1.<key id>.<nonce>.<tag>.<ciphertext>` (base64url), so that while keys are
 * rotated each value tells which one opens it.
 */
export function createSecrets(keyring: Keyring): Secrets {
  const find = (id: string) => keyring().find((key) => key.id === id || key.fingerprint === id);
  return {
    get keyId() {
      return keyring()[0].id;
    },
    derive: (purpose, bytes) =>
      Buffer.from(hkdfSync("sha256", keyring()[0].bytes, "", `sluice ${purpose}`, bytes)),
    seal(plain) {
      const [key] = keyring();
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
      const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return [
        "v1",
        key.id,
        ...[nonce, cipher.getAuthTag(), data].map((part) => part.toString("base64url")),
      ].join(".");
    },
    open(sealed) {
      const [version, keyId = "", nonce = "", tag = "", data = ""] = sealed.split(".");
      const key = version === "v1" ? find(keyId) : undefined;
      if (!key)
        throw new Error(
          `A stored secret was encrypted with key ${keyId}; SLUICE_ENCRYPTION_KEY has ${keyring().map(({ id }) => id)}.`,
        );
      const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(nonce, "base64url"));
      decipher.setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(data, "base64url")), decipher.final()]).toString(
        "utf8",
      );
    },
    opens: (sealedOrKeyId) => find(keyIdOf(sealedOrKeyId) ?? sealedOrKeyId) !== undefined,
  };
}

export type WhereKeysAre = Partial<Pick<Config, "SLUICE_ENCRYPTION_KEY" | "SLUICE_ENCRYPTION_KEY_FILE">>;

/** The secrets of a process. @throws ConfigError when there is no key. */
export function secretsOf(config: WhereKeysAre): Secrets {
  const keys = config.SLUICE_ENCRYPTION_KEY && parseKeys(config.SLUICE_ENCRYPTION_KEY);
  if (keys) return createSecrets(() => keys);
  const file = config.SLUICE_ENCRYPTION_KEY_FILE;
  if (!file)
    throw new ConfigError("SLUICE_ENCRYPTION_KEY is not set; npm start makes one, or give 64 hex digits.");
  try {
    return createSecrets(keyFile(file));
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`The variable SLUICE_ENCRYPTION_KEY_FILE is not usable: ${message}`, {
      cause: error,
    });
  }
}

/** How a secret is shown after it was set: its kind and last four characters. */
export const mask = (secret: string): string =>
  `${/^[a-z]+_/.exec(secret)?.[0] ?? ""}••••${secret.slice(-4)}`;
