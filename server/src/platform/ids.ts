import { decodeTime, encodeTime, monotonicFactory } from "ulid";

const next = monotonicFactory();

/** `evt_01J…`: sorts by the millisecond it was made in, and within one process by order of making. */
export const newId = (prefix: string): string => `${prefix}_${next()}`;

/** The smallest id of `prefix` made at `at`: turns a time range into a range of ids. */
export const firstIdAt = (prefix: string, at: Date): string =>
  `${prefix}_${encodeTime(Math.max(0, at.getTime()), 10)}0000000000000000`;

export const timeOfId = (id: string): Date => new Date(decodeTime(id.slice(id.indexOf("_") + 1)));
