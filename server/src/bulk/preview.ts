import type { BulkExclusion, BulkKind, BulkPreview, BulkSelection } from "@sluice/shared/bulk";
import type { EventFilter, EventStatus } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import {
  countFacets,
  eventRepo,
  type ListRow,
  type Rollups,
  searchEvents,
  searchOf,
} from "../events/index.ts";
import { jobsOf, takesOnlyFailed, whyExcluded } from "./selection.ts";

/** Up to here every event is looked at. */
const EXACT = 10_000;
const PAGE = 1_000;
const BUDGET_MS = 3_000;

interface Deps {
  readonly rollups: Rollups;
  /** @throws AppError `not_found` when a job named is not of this workspace. */
  jobIds(workspaceId: string, named: readonly string[] | undefined): Promise<string[]>;
}

/**
 * Counts what is meant and what it would be done to, by looking at each event up to 10,000 of them; of more it
 * tells what the statistics say.
 */
export async function previewBulk(
  ctx: Ctx,
  deps: Deps,
  workspaceId: string,
  { kind, ...selection }: BulkSelection & { kind: BulkKind },
): Promise<BulkPreview> {
  const { eventIds, filter, onlyFailed } = selection;
  const own = await deps.jobIds(workspaceId, undefined);
  const tally = newTally({ kind, onlyFailed });
  if (eventIds) {
    for (let at = 0; at < eventIds.length; at += PAGE) {
      const some = eventIds.slice(at, at + PAGE);
      const rows = await eventRepo(ctx.db).pick(own, some);
      tally.add(rows);
      tally.exclude("unknown", some.length - rows.length);
    }
    return tally.result(eventIds.length);
  }
  await deps.jobIds(workspaceId, filter?.jobId);
  return countFilter(ctx, deps.rollups, own, filter ?? {}, tally, takesOnlyFailed({ kind, onlyFailed }));
}

type Tally = ReturnType<typeof newTally>;

function newTally(wish: { kind: BulkKind; onlyFailed: boolean }) {
  const statuses = new Map<EventStatus, number>();
  const excluded = new Map<BulkExclusion, number>();
  let seen = 0;
  const exclude = (reason: BulkExclusion, n = 1) => {
    if (n > 0) excluded.set(reason, (excluded.get(reason) ?? 0) + n);
  };
  return {
    exclude,
    add(rows: readonly ListRow[]) {
      for (const row of rows) {
        seen += 1;
        statuses.set(row.status, (statuses.get(row.status) ?? 0) + 1);
        const reason = whyExcluded(wish, row);
        if (reason) exclude(reason);
      }
    },
    seen: () => seen,
    result(matching: number): BulkPreview {
      const left = [...excluded].map(([reason, count]) => ({ reason, count }));
      const out = left.reduce((sum, { count }) => sum + count, 0);
      return {
        matching: { count: matching },
        included: { count: matching - out },
        excluded: left,
        statuses: sorted(statuses),
      };
    },
  };
}

async function countFilter(
  ctx: Ctx,
  rollups: Rollups,
  own: readonly string[],
  filter: EventFilter,
  tally: Tally,
  failedOnly: boolean,
): Promise<BulkPreview> {
  const facets = await countFacets(ctx, rollups, own, filter);
  if (facets.estimated || facets.total <= EXACT) {
    const search = await searchOf(ctx, jobsOf(own, filter), filter);
    const until = Date.now() + BUDGET_MS;
    for (let cursor: string | undefined; ; ) {
      const page = await searchEvents(ctx, search, { limit: PAGE, cursor, sort: "newest" }, BUDGET_MS / 4);
      tally.add(page.rows);
      if (page.nextCursor === null) return tally.result(tally.seen());
      if (tally.seen() >= EXACT || Date.now() > until) break;
      cursor = page.nextCursor;
    }
  }
  const statuses = new Map(
    facets.status
      .map(({ value, count }) => [value as EventStatus, count] as const)
      .filter(([status]) => !filter.status || filter.status.includes(status)),
  );
  const matching = Math.max(facets.total, tally.seen());
  const failed = Math.min(matching, statuses.get("failed") ?? 0);
  return {
    matching: { count: matching, estimated: true },
    included: { count: failedOnly ? failed : matching, estimated: true },
    excluded: failedOnly ? [{ reason: "not_failed", count: matching - failed }] : [],
    statuses: sorted(statuses),
  };
}

const sorted = (statuses: ReadonlyMap<EventStatus, number>): BulkPreview["statuses"] =>
  [...statuses].map(([status, count]) => ({ status, count })).sort((a, b) => b.count - a.count);
