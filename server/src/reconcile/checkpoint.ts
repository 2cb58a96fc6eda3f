/** How far a reconciliation got. Counts in it are exact: it is written once for each piece of work. */
export interface Checkpoint {
  readonly phase: "check" | "scan" | "extras" | "confirm" | "report";
  /** Names of the provider's entities, without the job's prefix, in the order of the work. */
  readonly entities: readonly string[];
  /** Which of them the phase is at. */
  readonly at: number;
  /** Of the provider's list, and how many pages of the entity were read. */
  readonly cursor?: string;
  readonly page: number;
  /** Of the walk through the destination: the part of what was seen, and the last id. */
  readonly part: number;
  readonly after?: string;
  /** The jobs whose documents the key can tell of. */
  readonly writers?: readonly string[];
  /** Of which mode the key is. */
  readonly livemode?: boolean;
  readonly tallies: Readonly<Record<string, Tally>>;
  /** The last candidate that was asked for. */
  readonly asked?: string;
  /** How many of `<collection> <kind>` have their differences kept. */
  readonly samples: Readonly<Record<string, number>>;
  /** Candidates are not asked for before; milliseconds since the epoch. */
  readonly notBefore?: number;
}

export interface Tally {
  /** Objects of the list, with those that came twice. */
  readonly read: number;
  /** Different ones. */
  readonly listed: number;
  readonly inDestination: number;
  readonly leftOut: number;
  readonly candidates: number;
  /** Listed, and of the destination alone; too many to be asked for one by one. */
  readonly beyondListed: number;
  readonly beyondExtra: number;
  /** Documents of the other mode: the key cannot ask for them. */
  readonly foreign: number;
  /** The greatest total the provider spoke of. */
  readonly said?: number;
}

export const EMPTY: Tally = {
  read: 0,
  listed: 0,
  inDestination: 0,
  leftOut: 0,
  candidates: 0,
  beyondListed: 0,
  beyondExtra: 0,
  foreign: 0,
};

export const tallyOf = ({ tallies }: Pick<Checkpoint, "tallies">, entity: string): Tally =>
  tallies[entity] ?? EMPTY;

/** Adds to an entity's counts. */
export function tallied(checkpoint: Checkpoint, entity: string, more: Partial<Tally>): Checkpoint["tallies"] {
  const tally = { ...tallyOf(checkpoint, entity) } as Record<string, number>;
  for (const [name, count] of Object.entries(more)) tally[name] = (tally[name] ?? 0) + (count ?? 0);
  return { ...checkpoint.tallies, [entity]: tally as unknown as Tally };
}

/** Candidates of one collection that are asked for one by one. */
export const MOST_CANDIDATES = 10_000;
