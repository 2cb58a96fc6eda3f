import type { ApiKey, NewApiKey } from "@sluice/shared/workspaces";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { Field } from "../../../components/field.tsx";
import { Select } from "../../../components/select.tsx";
import { api } from "../../../lib/api.ts";

const OVERLAPS = [
  { value: "0", label: "No time: it ends now" },
  { value: "1", label: "1 hour" },
  { value: "24", label: "24 hours" },
  { value: "168", label: "7 days" },
] as const;
type Overlap = (typeof OVERLAPS)[number]["value"];

interface Props {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
  readonly onMade: (key: NewApiKey) => void;
}

export function RotateDialog({ apiKey, onClose, onMade }: Props) {
  const [overlap, setOverlap] = useState<Overlap>("24");
  const rotate = useMutation({ ...api.apiKeys.rotate.mutationOptions(), gcTime: 0, onSuccess: onMade });
  return (
    <ConfirmDialog
      open
      title={`Rotate “${apiKey.name}”?`}
      action="Rotate"
      busy={rotate.isPending}
      error={rotate.error}
      onClose={onClose}
      onConfirm={() =>
        rotate.mutate({ params: { keyId: apiKey.id }, body: { overlapHours: Number(overlap) } })
      }
    >
      <p className="mb-4">
        You get a new key with the same name and role. The old one, <code>{apiKey.masked}</code>, keeps
        working for a while, so that nothing stops while you replace it.
      </p>
      <Field label="The old key works for">
        <Select options={OVERLAPS} value={overlap} onChange={setOverlap} />
      </Field>
    </ConfirmDialog>
  );
}
