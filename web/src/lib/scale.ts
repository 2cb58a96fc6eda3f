const STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/** The round number an axis ends at, at least `value`; 1 when there is nothing. */
export function niceTop(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((candidate) => candidate * power >= value) ?? 10;
  return step * power;
}

/** Where an axis of counts up to `top` has its lines: there is no half event. */
export function countTicks(top: number): readonly number[] {
  if (top % 2 === 0) return [0, top / 2, top];
  return top % 3 === 0 ? [0, top / 3, (2 * top) / 3, top] : [0, top];
}

/** At most `count` of the indices of `length`, spread evenly, with the first and the last. */
export function spread(length: number, count: number): readonly number[] {
  if (length <= count) return Array.from({ length }, (_, index) => index);
  return Array.from({ length: count }, (_, index) => Math.round((index * (length - 1)) / (count - 1)));
}
