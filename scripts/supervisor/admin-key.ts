import { createHash, randomInt } from "node:crypto";
import type { DataFolder } from "./data-folder.ts";

const FILE = "admin-key.sha256";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export interface AdminKey {
  /** What the server is given; nothing when its database already knows the key. */
  env: string | undefined;
  /** What the operator is shown. */
  shown: string;
  /** Records that the operator has seen it. Call it after printing: a crash before must print again. */
  remember(): void;
}

/**
 * Decides on the owner key of the first workspace: given, known from an earlier start on this database, or new.
 * @param database identity of the database that holds the key's hash
 */
export function adminKey(folder: DataFolder, given: string | undefined, database: string): AdminKey {
  const store = (key: string) => folder.write(FILE, `${sha256(key)}\n${sha256(database)}`);
  if (given) {
    return { env: given, shown: "as given in SLUICE_ADMIN_API_KEY", remember: () => store(given) };
  }
  if (folder.read(FILE)?.split("\n")[1] === sha256(database)) {
    const shown = "printed at the first start (set SLUICE_ADMIN_API_KEY to replace it)";
    return { env: undefined, shown, remember: () => {} };
  }
  const key = `sk_sluice_${Array.from({ length: 32 }, () => BASE62[randomInt(62)]).join("")}`;
  return { env: key, shown: `${key}  (shown only now: keep it)`, remember: () => store(key) };
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
