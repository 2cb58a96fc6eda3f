import type { AdmitResult } from "@sluice/shared/rejected";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { Notice } from "../../components/notice.tsx";
import { plural } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { useLetIn } from "./queries.ts";

interface Props {
  readonly ids: readonly string[];
  readonly jobName: string;
  readonly onClose: () => void;
}

/** Asks before requests become events on a person's word. */
export function LetInDialog({ ids, jobName, onClose }: Props) {
  const letIn = useLetIn();
  const refused = letIn.data?.results.filter(({ outcome }) => outcome === "refused") ?? [];
  const confirm = () =>
    letIn.mutate(ids, {
      onSuccess: (result) => {
        toast.done(said(result));
        if (result.results.every(({ outcome }) => outcome !== "refused")) onClose();
      },
    });
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={`Let in ${plural(ids.length, "request")}?`}
      action={refused.length > 0 ? "Try again" : `Let in ${ids.length}`}
      onConfirm={confirm}
      busy={letIn.isPending}
      error={letIn.error}
      {...(ids.length > 1 && { type: String(ids.length) })}
    >
      <p>
        Nobody could tell whether the provider sent {ids.length === 1 ? "it" : "them"}: you vouch for{" "}
        {ids.length === 1 ? "it" : "them"}. {ids.length === 1 ? "It becomes an event" : "They become events"}{" "}
        of {jobName} and {ids.length === 1 ? "is" : "are"} written like any other. Your name is kept with{" "}
        {ids.length === 1 ? "it" : "each"}, and in the audit log.
      </p>
      {refused.length > 0 && (
        <div className="mt-3">
          <Notice tone="warn" title={`${plural(refused.length, "request")} could not be let in`} level={3}>
            {[...new Set(refused.map(({ problem }) => problem))].join(" ")}
          </Notice>
        </div>
      )}
    </ConfirmDialog>
  );
}

/** "2 requests let in, 1 had come by itself" */
function said({ results }: AdmitResult): string {
  const of = (outcome: AdmitResult["results"][number]["outcome"]) =>
    results.filter((one) => one.outcome === outcome).length;
  const parts = [`${plural(of("admitted"), "request")} let in`];
  if (of("known") > 0) parts.push(`${of("known")} there already`);
  if (of("refused") > 0) parts.push(`${of("refused")} not possible`);
  return parts.join(", ");
}
