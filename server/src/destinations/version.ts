/**
 * `_sync_metadata.version` (RULES 15): microseconds (16 digits), rank (2), events known of the tie (2, base 36),
 * source event id, `.`, transform revision (3). One ASCII string, compared bytewise; the greater one is the newer.
 * Its first 18 characters, the prefix, say when; two events with one prefix are a tie.
 */
export interface Version {
  readonly prefix: string;
  readonly known: number;
  readonly eventId: string;
  readonly revision: number;
}

export const SNAPSHOT_RANK = 0;
const MANUAL_RANK = 70;
const MANUAL_DELETE_RANK = 81;
const DELETED_RANK = 80;

const PREFIX_LENGTH = 18;
const HEAD_LENGTH = 20;
/** More events of a tie than are looked up: the greatest id wins. */
export const CROWD = 36 * 36 - 1;

/** `at` in whole microseconds since the epoch, `rank` 0..99. */
export const versionPrefix = (at: number, rank: number): string =>
  `${String(at).padStart(16, "0")}${rank < 10 ? "0" : ""}${rank}`;

/** Rank of an edited replay: above its origin's whole second, below every later event (RULES 19). */
export const manualRank = (rank: number): number => (rank < DELETED_RANK ? MANUAL_RANK : MANUAL_DELETE_RANK);

/** Ranks whose ties no connector resolves: the higher event id wins. */
export function isResolvable(prefix: string): boolean {
  const rank = Number(prefix.slice(16));
  return rank !== SNAPSHOT_RANK && rank !== MANUAL_RANK && rank !== MANUAL_DELETE_RANK;
}

export function formatVersion(prefix: string, known: number, eventId: string, revision = 0): string {
  const count = Math.min(known, CROWD).toString(36);
  return `${prefix}${count.length < 2 ? "0" : ""}${count}${eventId}.${String(revision).padStart(3, "0")}`;
}

/** Undefined for what this product never wrote. */
export function parseVersion(version: unknown): Version | undefined {
  if (typeof version !== "string" || !/^\d{18}[\da-z]{2}.*\.\d{3}$/s.test(version)) return undefined;
  return {
    prefix: version.slice(0, PREFIX_LENGTH),
    known: Number.parseInt(version.slice(PREFIX_LENGTH, HEAD_LENGTH), 36),
    eventId: version.slice(HEAD_LENGTH, -4),
    revision: Number(version.slice(-3)),
  };
}
