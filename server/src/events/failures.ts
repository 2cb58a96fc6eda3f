import type { FailureGroup, FailureGroups } from "@sluice/shared/events";
import type { Ctx } from "../context.ts";
import { timeOfId } from "../platform/ids.ts";
import { explainFailure } from "./explain.ts";
import type { ListRow } from "./repo.ts";
import type { Rollups } from "./rollups.ts";
import { rangeOf } from "./search.ts";
import { type Direction, type SearchRepo, searchRepo } from "./search-repo.ts";
import { errorTerm, failureTerm } from "./terms.ts";

const SHOWN = 20;

/**
 * Events that are failed now, by cause. Counts are those of the statistics, to the minute; the first and the
 * last of each group are read from the ledger by one look at an index each.
 */
export async function failureGroups(
  ctx: Pick<Ctx, "db">,
  rollups: Rollups,
  jobIds: readonly string[],
  { from, to }: { from?: Date | undefined; to?: Date | undefined },
  most = SHOWN,
): Promise<FailureGroups> {
  await rollups.refresh(jobIds);
  const groups = await rollups.failureGroups({
    jobIds,
    from: from?.getTime() ?? 0,
    to: to?.getTime() ?? Date.now(),
  });
  const repo = searchRepo(ctx.db);
  const range = { jobIds, from, to };
  const shown = await Promise.all(
    groups.slice(0, most).map(async ({ jobId, group, n }): Promise<FailureGroup | undefined> => {
      const edge = (direction: Direction) => edgeOf(repo, jobId, group, range, direction);
      const [last, first] = await Promise.all([edge(-1), edge(1)]);
      if (!last || !first) return undefined;
      const error = { code: last.error?.code ?? "unknown", message: last.error?.message ?? "" };
      return {
        jobId,
        group,
        code: error.code,
        count: n,
        firstAt: timeOfId(first._id).toISOString(),
        lastAt: timeOfId(last._id).toISOString(),
        example: { id: last._id, type: last.type, message: error.message },
        explanation: explainFailure(error, n),
      };
    }),
  );
  return {
    data: shown.filter((group) => group !== undefined),
    total: groups.reduce((sum, { n }) => sum + n, 0),
    more: groups.length > most,
  };
}

async function edgeOf(
  repo: SearchRepo,
  jobId: string,
  group: string,
  range: { jobIds: readonly string[]; from?: Date | undefined; to?: Date | undefined },
  direction: Direction,
): Promise<ListRow | undefined> {
  // Rows that failed under an earlier release are grouped by their code alone.
  const term = group.includes("~") ? failureTerm(group) : errorTerm(group);
  const { rows } = await repo.walk(
    { kind: "index", index: "terms", match: { jobId, terms: term } },
    rangeOf(range, undefined, direction),
    direction,
    [],
    1,
    1,
  );
  return rows[0];
}
