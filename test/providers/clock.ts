/** A provider's own clock: another than ours, and one that tests can put forward. Milliseconds. */
export function skewedClock(skewMs: number) {
  let offset = skewMs;
  return {
    now: () => Date.now() + offset,
    advance: (ms: number) => {
      offset += ms;
    },
  };
}

export type Clock = ReturnType<typeof skewedClock>;
