import { expect, test } from "vitest";
import { canonical, type Fields } from "../objects.ts";
import { resolveTie } from "./ties.ts";

/** Small numbers from a seed (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const LABELS = [{ id: 1 }, { id: 2 }, { id: 3 }];

interface Issue extends Fields {
  readonly title: string;
  readonly state: string;
  readonly labels: readonly { readonly id: number }[];
}

/** What a person may do next, as GitHub tells it. */
function step(issue: Issue, random: (below: number) => number): { issue: Issue; payload: Fields } {
  const kind = random(3);
  if (kind === 0) {
    const state = issue.state === "open" ? "closed" : "open";
    const next = { ...issue, state };
    return { issue: next, payload: { action: state === "open" ? "reopened" : "closed", issue: next } };
  }
  if (kind === 1) {
    const label = LABELS[random(LABELS.length)] as { id: number };
    const has = issue.labels.some(({ id }) => id === label.id);
    const labels = has ? issue.labels.filter(({ id }) => id !== label.id) : [...issue.labels, label];
    const next = { ...issue, labels };
    return { issue: next, payload: { action: has ? "unlabeled" : "labeled", label, issue: next } };
  }
  const next = { ...issue, title: `title ${random(4)}` };
  return {
    issue: next,
    payload: { action: "edited", changes: { title: { from: issue.title } }, issue: next },
  };
}

test("of what people do within a second the last is found or said to be open, whatever the order", () => {
  let decided = 0;
  const histories = 1000;
  for (let seed = 0; seed < histories; seed += 1) {
    const random = randomFrom(seed);
    let issue: Issue = {
      id: 5,
      title: "title 0",
      state: "open",
      labels: [],
      updated_at: "2026-05-01T10:00:04Z",
    };
    const payloads: Fields[] = [];
    for (let left = 2 + random(5); left > 0; left -= 1) {
      const next = step(issue, random);
      issue = next.issue;
      payloads.push(next.payload);
    }
    const shuffled = payloads
      .map((payload) => ({ payload, at: random(1_000_000) }))
      .sort((a, b) => a.at - b.at)
      .map(({ payload }) => payload);
    const types = shuffled.map(({ action }) => `issues.${action}`);
    const { winner, ambiguous } = resolveTie(shuffled, types);
    if (ambiguous) continue;
    decided += 1;
    const last = shuffled[winner]?.issue as Issue;
    const sorted = ({ labels, ...rest }: Issue) =>
      canonical({ ...rest, labels: [...labels].sort((a, b) => a.id - b.id) });
    expect(sorted(last), `history ${seed}`).toBe(sorted(issue));
  }
  expect(decided / histories).toBeGreaterThan(0.75);
});
