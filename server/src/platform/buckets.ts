type Taken = { ok: true } | { ok: false; retryAfter: number };

/**
 * Token buckets by key, in memory: `rate` tokens a second up to `burst`. Bounded: the least recently used
 * key is forgotten first, which only ever makes the limit milder.
 */
export function buckets(burst: number, rate: number, maxKeys = 10_000) {
  const state = new Map<string, { tokens: number; at: number }>();
  const inBucket = (key: string, now: number): number => {
    const known = state.get(key);
    return known ? Math.min(burst, known.tokens + ((now - known.at) / 1000) * rate) : burst;
  };
  const verdict = (tokens: number): Taken =>
    tokens >= 1 ? { ok: true } : { ok: false, retryAfter: Math.max(1, Math.ceil((1 - tokens) / rate)) };
  return {
    /** Whether there is a token, which stays. */
    look: (key: string, now: number): Taken => verdict(inBucket(key, now)),
    /** Takes a token; else the seconds until there is one. */
    take(key: string, now: number): Taken {
      const tokens = inBucket(key, now);
      state.delete(key);
      if (state.size >= maxKeys) state.delete(state.keys().next().value as string);
      state.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      return verdict(tokens);
    },
    giveBack(key: string): void {
      const known = state.get(key);
      if (known) known.tokens = Math.min(burst, known.tokens + 1);
    },
  };
}
