import { createHmac } from "node:crypto";

/** Sends one entry of Close's event log as Close does: signed with the bytes of the hex key, over time and body. */
export async function sendFromClose(target: { url: string; secret: string }, event: object) {
  const body = JSON.stringify({ event, subscription_id: "whsub_test" });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(target.secret, "hex");
  const hash = createHmac("sha256", key)
    .update(timestamp + body)
    .digest("hex");
  const answer = await fetch(target.url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "close-sig-hash": hash,
      "close-sig-timestamp": timestamp,
    },
  });
  return { status: answer.status, body: (await answer.json()) as { id?: string; status?: string } };
}
