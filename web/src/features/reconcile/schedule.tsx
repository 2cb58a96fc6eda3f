import type { ReconcileSchedule } from "@sluice/shared/reconcile";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Checkbox } from "../../components/checkbox.tsx";
import { Dialog } from "../../components/dialog.tsx";
import { Field, FieldError } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Time } from "../../components/time.tsx";
import { api, problemOf } from "../../lib/api.ts";
import { useSession } from "../../lib/session.ts";

const DAILY = "0 3 * * *";

interface Props {
  readonly job: SyncJob;
  readonly schedule: ReconcileSchedule | null;
  /** Fields that were not compared the last time. */
  readonly ignored: readonly string[];
  /** It cannot be compared as it is. */
  readonly held: boolean;
}

/** When a job is compared by itself, and whether what is found is repaired. */
export function Schedule({ job, schedule, ignored, held }: Props) {
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-gutter py-2 text-12">
      <p className="min-w-0 flex-1 text-fg-2">
        {schedule ? (
          <>
            Compared at <code>{schedule.cron}</code> ({schedule.timezone}
            {schedule.repair ? ", and repaired" : ""})
            {schedule.nextAt && (
              <>
                ; next <Time at={schedule.nextAt} />
              </>
            )}
          </>
        ) : (
          "Not compared on a schedule."
        )}
      </p>
      <Button size="small" disabled={!can("member") || (held && !schedule)} onClick={() => setOpen(true)}>
        {schedule ? "Change schedule…" : "Schedule…"}
      </Button>
      {isOpen && (
        <ScheduleDialog job={job} schedule={schedule} ignored={ignored} onClose={() => setOpen(false)} />
      )}
    </div>
  );
}

interface DialogProps extends Omit<Props, "held"> {
  readonly onClose: () => void;
}

function ScheduleDialog({ job, schedule, ignored, onClose }: DialogProps) {
  const [cron, setCron] = useState(schedule?.cron ?? DAILY);
  const [timezone, setTimezone] = useState(schedule?.timezone ?? job.timezone);
  const [repair, setRepair] = useState(schedule?.repair ?? false);
  const client = useQueryClient();
  const preview = useQuery({
    ...api.pulls.preview.queryOptions({ query: { cron, timezone } }),
    retry: false,
  });
  const set = useMutation({
    ...api.reconcile.setSchedule.mutationOptions(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: api.reconcile.key() });
      onClose();
    },
  });
  const params = { jobId: job.id };
  const save = () =>
    set.mutate({
      params,
      body: {
        schedule: {
          cron,
          timezone,
          repair,
          ignore: [...(schedule?.ignore ?? ignored)],
          ...(schedule?.collections && { collections: schedule.collections }),
        },
      },
    });
  return (
    <Dialog
      open
      title="Compare on a schedule"
      description="Each run compares all collections that the job writes. Findings appear as a notice on the job."
      onClose={onClose}
      footer={
        <>
          {schedule && (
            <Button busy={set.isPending} onClick={() => set.mutate({ params, body: { schedule: null } })}>
              Remove schedule
            </Button>
          )}
          <span className="flex-1 max-rail:hidden" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={set.isPending} disabled={preview.isError} onClick={save}>
            Save schedule
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <Field
          label="When"
          hint="Minute, hour, day of the month, month, day of the week: 0 3 * * * is every day at 03:00."
          error={preview.error ? (problemOf(preview.error, "cron") ?? preview.error.message) : undefined}
        >
          <Input mono value={cron} onChange={({ target }) => setCron(target.value)} />
        </Field>
        <Field label="Time zone">
          <Input value={timezone} onChange={({ target }) => setTimezone(target.value)} />
        </Field>
        <p role="status" className="text-12 text-fg-2">
          {preview.data && (
            <>
              Next:{" "}
              {preview.data.next.map((at, index) => (
                <span key={at}>
                  {index > 0 && ", "}
                  <Time at={at} />
                </span>
              ))}
            </>
          )}
        </p>
        <Checkbox
          label="Repair what is found without asking; extra documents are deleted too"
          checked={repair}
          onChange={() => setRepair(!repair)}
        />
      </div>
      <FieldError error={set.error?.message} />
    </Dialog>
  );
}
