import { createHmac, randomUUID } from "node:crypto";

/** Sends an event as GitHub does: its name and the delivery's id in headers, signed over the body alone. */
export async function sendFromGitHub(
  target: { url: string; secret: string },
  event: string,
  payload: object,
  { delivery = randomUUID() as string, form = false } = {},
) {
  const json = JSON.stringify(payload);
  const body = form ? new URLSearchParams({ payload: json }).toString() : json;
  const answer = await fetch(target.url, {
    method: "POST",
    body,
    headers: {
      "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
      "user-agent": "GitHub-Hookshot/044aadd",
      "x-github-event": event,
      "x-github-delivery": delivery,
      "x-hub-signature-256": `sha256=${createHmac("sha256", target.secret).update(body).digest("hex")}`,
    },
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { id: string; status?: string; error?: { message: string } },
  };
}
