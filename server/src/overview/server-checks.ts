import type { ServerCheck } from "@sluice/shared/overview";
import type { Ctx } from "../context.ts";
import { isOutOfReach } from "../platform/addresses.ts";

/** @param missing what keeps this installation from being ready. */
export async function checkServer(ctx: Ctx, missing: () => Promise<string[]>): Promise<ServerCheck[]> {
  const startedAt = performance.now();
  const answers = await ctx.db.command({ ping: 1 }).then(
    () => true,
    () => false,
  );
  const ms = Math.max(1, Math.round(performance.now() - startedAt));
  const [problem] = answers ? await missing() : [];
  const { protocol, hostname } = new URL(ctx.config.publicUrl);
  return [
    answers
      ? { name: "database", state: "pass", note: `${ms} ms` }
      : { name: "database", state: "fail", note: "does not answer" },
    problem
      ? { name: "engine", state: "fail", note: problem }
      : { name: "engine", state: answers ? "pass" : "fail", note: answers ? "running" : "not known" },
    isOutOfReach(hostname)
      ? { name: "publicUrl", state: "warn", note: `providers cannot reach ${hostname}` }
      : protocol === "https:"
        ? { name: "publicUrl", state: "pass", note: "https" }
        : { name: "publicUrl", state: "warn", note: "not encrypted" },
  ];
}
