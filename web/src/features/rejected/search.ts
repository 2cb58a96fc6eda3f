import type { RejectReason } from "@sluice/shared/events";
import { spanOf } from "../../lib/range.ts";
import { given, type RawSearch, text } from "../../lib/search.ts";

/** What the address of the rejected requests says; lists are comma separated. */
export interface RejectedSearch {
  readonly range?: string;
  readonly reason?: string;
  readonly job?: string;
  /** The request that is looked at. */
  readonly peek?: string;
}

export const rejectedSearch = (raw: RawSearch): RejectedSearch =>
  given({ range: text(raw.range), reason: text(raw.reason), job: text(raw.job), peek: text(raw.peek) });

const several = (value: string | undefined): string[] | undefined => {
  const values = value?.split(",").filter(Boolean) ?? [];
  return values.length > 0 ? values : undefined;
};

/** What the server is asked for; a relative range begins at a whole minute, so that the question stays the same. */
export function askedOf({ range, reason, job }: RejectedSearch, now = Date.now()) {
  const span = spanOf(range, Math.floor(now / 60_000) * 60_000);
  return given({
    from: span?.from,
    to: span?.to,
    reason: several(reason) as RejectReason[] | undefined,
    jobId: several(job),
  });
}
export type Asked = ReturnType<typeof askedOf>;
