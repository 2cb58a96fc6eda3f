import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Db } from "mongodb";
import type { Plan } from "./arrival.ts";
import { OBJECT_KINDS } from "./machines.ts";
import { isUndecidable, type TieCount, tiesOf } from "./oracle.ts";
import { type Action, play } from "./provider.ts";
import { type FinalState, finalStates, run } from "./run.ts";

export const COLLECTIONS = [
  "customers",
  "subscriptions",
  "invoices",
  "payment_intents",
  "charges",
  "coupons",
];

const action: fc.Arbitrary<Action> = fc.record({
  gap: fc.constantFrom(0, 0, 0, 0, 0, 1, 2),
  object: fc.nat(3),
  move: fc.nat(11),
  value: fc.nat(2),
});

const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  deleteMode: fc.constantFrom("hard" as const, "soft" as const),
  batchSize: fc.integer({ min: 1, max: 12 }),
  crashes: fc.constantFrom(0, 0, 30, 60),
  overlaps: fc.constantFrom(0, 30, 80),
  duplicates: fc.constantFrom(0, 20, 60),
  storedFirst: fc.boolean(),
});

export const history = fc.tuple(
  fc.array(fc.constantFrom(...OBJECT_KINDS), { minLength: 1, maxLength: 4 }),
  fc.array(action, { minLength: 4, maxLength: 40, size: "max" }),
  fc.tuple(plan, plan),
);

export interface Report extends TieCount {
  histories: number;
  events: number;
  ambiguousObjects: number;
  objects: number;
}

let runs = 0;

/** One history, played once for each plan with ids of its own. */
export const playFor = ([kinds, actions, plans]: History) =>
  plans.map((_, index) =>
    play(kinds, actions, `${process.pid.toString(36)}x${(runs++).toString(36)}x${index}x`),
  );
type History = typeof history extends fc.Arbitrary<infer One> ? One : never;

/** Whatever the arrival, the destination ends as the hidden truth; undecidable objects end alike and marked. */
export function convergence(db: Db, report: Report) {
  return fc.asyncProperty(history, async ([kinds, actions, plans]) => {
    const played = playFor([kinds, actions, plans]);
    await Promise.all(played.map(({ events }, index) => run(db, events, plans[index]!)));
    const ends = await Promise.all(
      played.map(async ({ truth }) => [...(await finalStates(db, COLLECTIONS, [...truth.keys()])).values()]),
    );
    const { events, truth } = played[0]!;
    const ids = [...truth.keys()];
    for (const [position, id] of ids.entries()) {
      for (const [index, end] of ends.entries()) {
        const expected = [...played[index]!.truth.values()][position];
        check(id, end[position]!, expected, isUndecidable(events, id));
        const other = ends[0]![position]!.version;
        if (end[position]!.version !== other)
          throw new Error(`${id}: arrivals differ: ${end[position]!.version} and ${other}`);
      }
      report.ambiguousObjects += ends[0]![position]!.ambiguous ? 1 : 0;
    }
    const ties = tiesOf(events);
    report.histories += 1;
    report.events += events.length;
    report.objects += ids.length;
    report.ties += ties.ties;
    report.ambiguousTies += ties.ambiguousTies;
    report.ambiguousAnnounced += ties.ambiguousAnnounced;
  });
}

function check(
  id: string,
  { object, ambiguous, version }: FinalState,
  expected: unknown,
  undecidable: boolean,
): void {
  if (ambiguous !== undecidable)
    throw new Error(`${id} (${version}): marked ambiguous: ${ambiguous}, undecidable: ${undecidable}`);
  if (ambiguous || isDeepStrictEqual(object, expected)) return;
  throw new Error(`${id} (${version}): is ${JSON.stringify(object)}, should be ${JSON.stringify(expected)}`);
}

export const emptyReport = (): Report => ({
  histories: 0,
  events: 0,
  objects: 0,
  ambiguousObjects: 0,
  ties: 0,
  ambiguousTies: 0,
  ambiguousAnnounced: 0,
});

/** One line for people. */
export function summary(report: Report): string {
  const share = (part: number, whole: number) => `${whole === 0 ? "0" : ((100 * part) / whole).toFixed(2)} %`;
  return [
    `${report.histories} histories, ${report.events} events, ${report.objects} objects`,
    `${report.ties} ties, ${report.ambiguousTies} ambiguous (${share(report.ambiguousTies, report.ties)})`,
    `of those ${report.ambiguousAnnounced} of objects that Stripe only announces`,
    `${report.ambiguousObjects} objects end ambiguous (${share(report.ambiguousObjects, report.objects)})`,
  ].join("; ");
}
