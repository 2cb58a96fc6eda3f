import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

export interface Secrets {
  seal(plain: string): string;
  /** @throws when the value was sealed with another key or was changed. */
  open(sealed: string): string;
}

/**
 * AES-256-GCM under one key; a sealed value is `v1.<key id>.<nonce>.<tag>.<ciphertext>` (base64url),
 * so that a later key rotation can tell which key opens it.
 * @param hexKey 64 hex digits.
 */
export function createSecrets(hexKey: string): Secrets {
  const key = Buffer.from(hexKey, "hex");
  const keyId = createHash("sha256").update(key).digest("hex").slice(0, 8);
  return {
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
      return [
        "v1",
        keyId,
        ...[nonce, cipher.getAuthTag(), data].map((part) => part.toString("base64url")),
      ].join(".");
    },
    open(sealed) {
      const [version, sealedWith, nonce = "", tag = "", data = ""] = sealed.split(".");
      if (version !== "v1" || sealedWith !== keyId)
        throw new Error(
          `A stored secret was encrypted with key ${sealedWith}; SLUICE_ENCRYPTION_KEY is key ${keyId}.`,
        );
      const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"));
      decipher.setAuthTag(Buffer.from(tag, "base64url"));
      return Buffer.concat([decipher.update(Buffer.from(data, "base64url")), decipher.final()]).toString(
        "utf8",
      );
    },
  };
}

/** How a secret is shown after it was set: its kind and last four characters. */
export const mask = (secret: string): string =>
  `${/^[a-z]+_/.exec(secret)?.[0] ?? ""}••••${secret.slice(-4)}`;
