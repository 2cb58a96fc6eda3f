import type { Attention } from "@sluice/shared/overview";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { useSession } from "../../lib/session.ts";

const FRESH_MS = 15_000;

export type Counts = Partial<Attention>;

const NOTHING: Counts = {};

/** What the navigation shows beside Events and Rejected: one question, however many ask. */
export function useCounts(): Counts {
  const { workspace } = useSession();
  const counts = useQuery({
    ...api.overview.attention.queryOptions({}),
    enabled: Boolean(workspace.id),
    refetchInterval: FRESH_MS,
  });
  return counts.data ?? NOTHING;
}
