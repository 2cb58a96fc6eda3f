import type { SyncRun } from "@sluice/shared/runs";
import { StatusWord } from "../../components/status.tsx";
import { STATUS_LOOKS } from "./words.ts";

export function LongRunStatus({ status }: Pick<SyncRun, "status">) {
  const [look, word] = STATUS_LOOKS[status];
  return <StatusWord status={look} word={word} />;
}
