import type { Erasure } from "@sluice/shared/erasures";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { api } from "../../../lib/api.ts";
import { plural } from "../../../lib/format.ts";
import { toast } from "../../../lib/toast.ts";

export function LiftDialog({ erasure, onClose }: { erasure: Erasure; onClose: () => void }) {
  const client = useQueryClient();
  const lift = useMutation({
    ...api.erasures.lift.mutationOptions(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: api.erasures.key() });
      toast.done("Later events are accepted again");
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      title={`Accept later events of ${plural(erasure.objectIds.length, "object")} again?`}
      action="Lift the suppression"
      busy={lift.isPending}
      error={lift.error}
      onClose={onClose}
      onConfirm={() => lift.mutate({ params: { erasureId: erasure.id } })}
    >
      What arrives from now on about <code>{erasure.objectIds.slice(0, 3).join(", ")}</code>
      {erasure.objectIds.length > 3 && ` and ${erasure.objectIds.length - 3} more`} is stored and written like
      any other event. What was erased stays so.
    </ConfirmDialog>
  );
}
