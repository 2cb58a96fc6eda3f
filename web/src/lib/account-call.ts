import { SluiceError } from "@sluice/client";
import { currentKey } from "./session-store.ts";

/** Calls what is not in the contract yet. */
export async function accountCall<T>(path: string, body?: unknown): Promise<T> {
  const key = currentKey();
  const response = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok)
    throw new SluiceError({
      status: response.status,
      code: "internal",
      message: `Answered ${response.status}.`,
    });
  return (await response.json()) as T;
}
