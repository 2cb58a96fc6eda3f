export class Late extends Error {}

/** Rejects with Late once `signal`, which is `ms` long, is over; what `work` comes to then is nobody's. */
export function orLate<T>(work: Promise<T>, signal: AbortSignal, ms: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const end = () => reject(new Late(`No answer within ${ms / 1000} s.`));
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  work.catch(() => {});
  return Promise.race([work, late]).finally(() => signal.removeEventListener("abort", end));
}
