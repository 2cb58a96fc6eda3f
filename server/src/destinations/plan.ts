import type { DocumentError } from "./bulk.ts";
import type { Change } from "./change.ts";
import { isResolvable, manualRank, versionPrefix } from "./version.ts";

export interface Member {
  /** Position in the caller's list. */
  readonly index: number;
  readonly change: Change;
  readonly prefix: string;
}

/** What the destination holds of an object after the writes, or why it could not be written. */
export type Verdict =
  | {
      readonly kind: "stored";
      readonly version: string;
      readonly by: string;
      /** Written by this very call. */
      readonly fresh: boolean;
      readonly ambiguous: boolean;
    }
  | { readonly kind: "failed"; readonly eventId: string; readonly error: DocumentError }
  /** A tie that there was no time for. */
  | { readonly kind: "undecided" };

/** One object of a batch: the newest changes stand for it, the older ones are superseded. */
export interface Target {
  readonly collection: string;
  readonly id: string;
  prefix: string;
  /** Distinct events at `prefix`; more than one is a tie. */
  heads: Member[];
  /** Further changes of an event in `heads`: a replay beside its origin. */
  repeats: Member[];
  older: Member[];
  verdict?: Verdict;
}

export const memberOf = (change: Change, index: number): Member => ({
  index,
  change,
  prefix: versionPrefix(
    change.mapping.at,
    change.manual ? manualRank(change.mapping.rank) : change.mapping.rank,
  ),
});

/** The version's beginning that a change would be written with. */
export const prefixOf = (change: Change): string => memberOf(change, 0).prefix;

/** Groups changes by object and finds the newest of each. */
export function plan(members: Iterable<Member>): Target[] {
  const targets = new Map<string, Target>();
  for (const member of members) {
    const { collection, mapping } = member.change;
    const key = `${collection}\0${mapping.id}`;
    const target = targets.get(key);
    if (target) join(target, member);
    else {
      targets.set(key, {
        collection,
        id: mapping.id,
        prefix: member.prefix,
        heads: [member],
        repeats: [],
        older: [],
      });
    }
  }
  return [...targets.values()];
}

function join(target: Target, member: Member): void {
  if (member.prefix < target.prefix) {
    target.older.push(member);
  } else if (member.prefix > target.prefix) {
    target.older.push(...target.heads, ...target.repeats);
    target.prefix = member.prefix;
    target.heads = [member];
    target.repeats = [];
  } else if (target.heads.some((head) => head.change.eventId === member.change.eventId)) {
    target.repeats.push(member);
  } else if (isResolvable(target.prefix)) {
    target.heads.push(member);
  } else {
    const winner = greatest([...target.heads, member]);
    const losers = winner === member ? [...target.heads, ...target.repeats] : [member];
    target.older.push(...losers);
    if (winner === member) target.repeats = [];
    target.heads = [winner];
  }
}

/** The tie's member with the greatest event id: the choice where nothing else tells. */
export const greatest = (members: readonly Member[]): Member =>
  members.reduce((best, member) => (member.change.eventId > best.change.eventId ? member : best));
