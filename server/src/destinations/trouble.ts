import { AppError } from "../platform/errors.ts";
import { WeakUriError } from "../platform/mongo.ts";

/** Why a destination cannot be used, and what its owner can do. Never holds a password. */
export interface Trouble {
  readonly of: "address" | "reachable" | "authenticated" | "writeConcern";
  readonly reason: string;
  readonly whatToDo: string;
}

/** What the driver throws before it connects anywhere. */
const UNREADABLE = new Set([
  "MongoParseError",
  "MongoInvalidArgumentError",
  "MongoAPIError",
  "URIError",
  "TypeError",
]);
const AUTHENTICATION_CODES = new Set([18, 8000]);

/** What the driver's or our own error says about connecting to `uri`. */
export function troubleOf(error: unknown, uri: string): Trouble {
  const causes = [...chain(error)];
  const refused = causes.find((one) => one instanceof AppError);
  if (refused)
    return {
      of: "address",
      reason: refused.message.replace(/^destination\.uri: /, ""),
      whatToDo: "Give an address of the public internet, or ask the operator to allow private ones.",
    };
  if (error instanceof WeakUriError)
    return { of: "writeConcern", reason: error.message, whatToDo: "Change the URI's options as it says." };
  const reason = reasonOf(error, uri);
  if (causes.some(({ name }) => UNREADABLE.has(name)))
    return {
      of: "address",
      reason: `The URI cannot be read: ${reason}`,
      whatToDo: "Copy it again from your database's page; percent-encode special characters of the password.",
    };
  if (causes.some((one) => AUTHENTICATION_CODES.has(Number((one as { code?: unknown }).code))))
    return {
      of: "authenticated",
      reason: `The server does not accept this user and password: ${reason}`,
      whatToDo: "Check both, and the authSource option if the user is kept in another database.",
    };
  return {
    of: "reachable",
    reason: `Nothing usable answers there: ${reason}`,
    whatToDo: "Check host and port, and let this server's address through the firewall or IP access list.",
  };
}

/** A driver's message without the connection string or any part of its credentials. */
export function reasonOf(error: unknown, uri = ""): string {
  let message = error instanceof Error ? error.message : String(error);
  const credentials = /^mongodb(?:\+srv)?:\/\/(.*)@/.exec(uri)?.[1] ?? "";
  const [, ...password] = credentials.split(":");
  for (const secret of [credentials, password.join(":"), decoded(password.join(":"))])
    if (secret.length > 0) message = message.replaceAll(secret, "•••");
  return message.replace(/mongodb(\+srv)?:\/\/\S+/g, "the URI").slice(0, 300);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function* chain(error: unknown): Generator<Error> {
  for (let one = error; one instanceof Error; one = one.cause) yield one;
}
