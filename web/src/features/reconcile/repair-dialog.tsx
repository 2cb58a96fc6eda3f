import type { FindingKind, ReconcileReport } from "@sluice/shared/reconcile";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Checkbox } from "../../components/checkbox.tsx";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { api } from "../../lib/api.ts";
import { count } from "../../lib/format.ts";
import { repairPreviewQuery } from "./queries.ts";
import { KIND_WORDS, KINDS, repairLines } from "./words.ts";

interface Props {
  readonly report: ReconcileReport;
  readonly provider: string;
  readonly onClose: () => void;
}

/** Says what a repair will do, by kind, before it does it. */
export function RepairDialog({ report, provider, onClose }: Props) {
  const { jobId, runId, totals } = report;
  const there = KINDS.filter((kind) => totals[kind] > 0);
  const [kinds, setKinds] = useState<readonly FindingKind[]>(there);
  const client = useQueryClient();
  const preview = useQuery({
    ...repairPreviewQuery(jobId, runId, { kinds: [...kinds] }),
    enabled: kinds.length > 0,
  });
  const repair = useMutation({
    ...api.reconcile.repair.mutationOptions(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: api.reconcile.key() });
      onClose();
    },
  });
  const data = kinds.length > 0 ? preview.data : undefined;
  const total = data?.total ?? 0;
  const deletes = (data?.extra ?? 0) > 0;
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title="Make the copy equal?"
      action={total > 0 ? `Repair ${count(total)}` : "Repair"}
      onConfirm={() => total > 0 && repair.mutate({ params: { jobId, runId }, body: { kinds: [...kinds] } })}
      danger={deletes}
      busy={repair.isPending || (preview.isFetching && !data)}
      error={repair.error ?? preview.error}
      {...(deletes && { type: String(data?.extra) })}
    >
      <fieldset className="grid gap-1">
        <legend className="sr-only">What is repaired</legend>
        {there.map((kind) => (
          <Checkbox
            key={kind}
            label={`${KIND_WORDS[kind]} (${count(totals[kind])})`}
            checked={kinds.includes(kind)}
            onChange={() =>
              setKinds(there.filter((one) => (one === kind ? !kinds.includes(one) : kinds.includes(one))))
            }
          />
        ))}
      </fieldset>
      {data ? (
        <ul className="mt-3 list-disc pl-5">
          {repairLines(data, provider).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        kinds.length > 0 && !preview.error && <SkeletonBlock label="Counting" className="mt-3 h-12" />
      )}
      <p className="mt-3">
        Sluice reads each object from {provider} again and writes it. Where a newer event has arrived, its
        state stays.
      </p>
    </ConfirmDialog>
  );
}
