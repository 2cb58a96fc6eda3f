import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { SettingChange, UpdateSyncJob } from "@sluice/shared/sync-jobs";
import { type Filter, MAX_REVISION, type Transform } from "@sluice/shared/transforms";
import type { Ctx } from "../context.ts";
import { AppError } from "../platform/errors.ts";
import { whyNotAFilter, whyNotATransform } from "../transforms/index.ts";
import type { JobDoc } from "./repo.ts";

interface Shaping {
  readonly filter?: Filter | null | undefined;
  readonly transform?: Transform | null | undefined;
}

/** @throws AppError `invalid_input` with what is wrong and where; a function's line is in `details`. */
export async function checkShaping({ filter, transform }: Shaping): Promise<void> {
  const wrong = filter && whyNotAFilter(filter);
  if (wrong)
    throw new AppError("invalid_input", `${["filter", wrong.at].filter(Boolean).join(".")}: ${wrong.why}.`);
  const failure = transform && (await whyNotATransform(transform));
  if (failure)
    throw new AppError(
      "invalid_input",
      `transform.javascript: ${failure.message}${failure.line === null ? "" : ` (line ${failure.line})`}`,
      { details: failure },
    );
}

interface Changed {
  readonly set: Record<string, unknown>;
  readonly unset: Record<string, "">;
  readonly changes: SettingChange[];
}

/** A changed transformation gets the next number, so that a document can tell by which one it was made. */
export function changeShaping(
  ctx: Ctx,
  job: JobDoc,
  input: Pick<UpdateSyncJob, "filter" | "transform">,
  { set, unset, changes }: Changed,
): void {
  const put = (field: "filter" | "transform"): boolean => {
    const [from, to] = [job[field], input[field]];
    if (to === undefined || isDeepStrictEqual(from ?? null, to)) return false;
    if (to === null) unset[field] = "";
    else set[field] = to;
    changes.push({ field, from: from ?? null, to });
    return true;
  };
  put("filter");
  if (!put("transform")) return;
  set.transformRevision = Math.min((job.transformRevision ?? 0) + 1, MAX_REVISION);
  if (!job.hashKey) set.hashKey = newHashKey(ctx);
}

export const newHashKey = (ctx: Ctx): string => ctx.secrets.seal(randomBytes(32).toString("hex"));
