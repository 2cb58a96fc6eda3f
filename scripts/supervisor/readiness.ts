import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;
const ANSWER_WITHIN_MS = 3_000;

/**
 * Resolves when `url` answers 200. After `patienceMs` it tells once what is missing, and goes on waiting.
 */
export async function waitUntilReady(
  url: string,
  patienceMs: number,
  tell: (line: string) => void,
): Promise<void> {
  const startedAt = Date.now();
  for (let told = false; ; await sleep(POLL_MS)) {
    const missing = await whatIsMissing(url);
    if (missing === undefined) return;
    if (told || Date.now() - startedAt < patienceMs) continue;
    told = true;
    tell(`Sluice is not ready after ${patienceMs / 1000} s: ${missing}. It keeps trying.`);
  }
}

/** Whether the server waits for somebody with the setup code; no where it does not say. */
export async function needsOwner(ownUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${ownUrl}/api/setup`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.ok && ((await answer.json()) as { needsOwner?: unknown }).needsOwner === true;
  } catch {
    return false;
  }
}

async function whatIsMissing(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const body = await answer.text();
    return answer.status === 200 ? undefined : `/readyz answers ${answer.status} ${body.slice(0, 500)}`;
  } catch (error) {
    return `the server does not answer (${(error as Error).message})`;
  }
}
