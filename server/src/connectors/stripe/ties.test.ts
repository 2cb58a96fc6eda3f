import { expect, test } from "vitest";
import { canonical } from "../objects.ts";
import { putBack } from "./tie-steps.ts";
import { resolveTie } from "./ties.ts";

const change = (object: object, previous?: object) => ({
  data: { object, ...(previous && { previous_attributes: previous }) },
});

/** The winner's object, the same for every order of the same set up to the meaning of the index. */
function decide(...steps: object[]) {
  const { winner, ambiguous } = resolveTie(steps);
  return { object: (steps[winner] as ReturnType<typeof change>).data.object, ambiguous };
}

const a = { id: "x", name: "a", email: "1" };
const b = { ...a, name: "b" };
const c = { ...b, email: "2" };

test("an update follows the event whose object it started from", () => {
  expect(decide(change(c, { email: "1" }), change(b, { name: "a" }))).toEqual({
    object: c,
    ambiguous: false,
  });
  expect(decide(change(b, { name: "a" }), change(c, { email: "1" }))).toEqual({
    object: c,
    ambiguous: false,
  });
});

test("announcements take their place beside the change they tell of", () => {
  expect(decide(change(b), change(b, { name: "a" }))).toEqual({ object: b, ambiguous: false });
  expect(decide(change(c, { email: "1" }), change(b), change(b, { name: "a" }))).toEqual({
    object: c,
    ambiguous: false,
  });
});

test("going back and forth is decided by where the walk does not close", () => {
  const there = change(b, { name: "a" });
  const back = change(a, { name: "b" });
  expect(decide(there, back)).toMatchObject({ ambiguous: true });
  expect(decide(there, back, change(b, { name: "a" }))).toEqual({ object: b, ambiguous: false });
});

test("announcements alone cannot be ordered", () => {
  expect(decide(change(a), change(b))).toEqual({ object: b, ambiguous: true });
  expect(decide(change(b), change(b))).toEqual({ object: b, ambiguous: false });
});

test("a gap: the changed keys decide where they can", () => {
  const silent = { ...c, seen: 9 };
  expect(decide(change(silent, { email: "1" }), change(b, { name: "a" }))).toEqual({
    object: silent,
    ambiguous: false,
  });
  const unrelated = change({ ...a, name: "q", email: "9" }, { name: "p" });
  expect(decide(change(b, { name: "a" }), unrelated)).toMatchObject({ ambiguous: true });
});

test("long chains are decided too, longer broken ones are picked by id", () => {
  const at = (n: number) => ({ id: "x", balance: n });
  const steps = Array.from({ length: 40 }, (_, n) => change(at(n + 1), { balance: n }));
  expect(decide(...steps.toReversed())).toEqual({ object: at(40), ambiguous: false });
  expect(decide(...steps.filter((_, n) => n !== 20))).toEqual({ object: at(40), ambiguous: true });
});

test("the answer belongs to the set: every permutation decides alike", () => {
  const set = [change(b, { name: "a" }), change(b), change(c, { email: "1" }), change(a, { name: "z" })];
  for (const first of set) {
    const order = [first, ...set.filter((step) => step !== first).toReversed()];
    expect(decide(...order)).toEqual({ object: c, ambiguous: false });
  }
});

test("putting back merges objects, replaces arrays, and takes null for absent", () => {
  const now = { metadata: { k: "v" }, items: [1, 2], address: null, name: "n" };
  const previous = { metadata: { k: null, old: "o" }, items: [1], address: { city: "c" } };
  const before = { metadata: { old: "o" }, items: [1], address: { city: "c" }, name: "n" };
  expect(canonical(putBack(now, previous))).toBe(canonical(before));
  expect(canonical({ b: 1, a: { d: null, c: [null] } })).toBe('{"a":{"c":[null]},"b":1}');
});
