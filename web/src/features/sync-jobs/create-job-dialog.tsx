import type { FormEvent } from "react";
import { Dialog } from "../../components/dialog.tsx";
import { Field } from "../../components/field.tsx";
import { Outcome } from "../../components/states.tsx";
import { go, href } from "../../lib/address.ts";
import { ApiError } from "../../lib/api.ts";
import { useCreateJob } from "./queries.ts";

export function CreateJobDialog({ onClose }: { onClose: () => void }) {
  const create = useCreateJob();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    create.mutate(
      {
        name: text("name"),
        source: { connector: "stripe" },
        destination: { database: text("database"), collectionPrefix: text("prefix") },
        webhookConfig: {
          events: text("events")
            .split(/[\s,]+/)
            .filter(Boolean),
        },
      },
      {
        onSuccess: (job) => {
          onClose();
          go(href({ job: job.id }));
        },
      },
    );
  };
  const problems = create.error instanceof ApiError ? create.error.fields : [];
  const problem = (path: string) => problems.find(({ field }) => field.startsWith(path))?.problem;

  return (
    <Dialog title="New Stripe job" onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <Field label="Name" name="name" required maxLength={200} problem={problem("name")} />
        <Field
          label="Database"
          name="database"
          className="mono"
          required
          maxLength={38}
          hint="Where the documents go, on Sluice's own MongoDB."
          problem={problem("destination.database")}
        />
        <Field
          label="Collection prefix (optional)"
          name="prefix"
          className="mono"
          maxLength={40}
          hint="Goes before every collection name: stripe_ makes stripe_customers."
          problem={problem("destination.collectionPrefix")}
        />
        <Field
          label="Event patterns"
          name="events"
          className="mono"
          required
          defaultValue="*"
          hint="Separated by spaces; * stands for any run of characters: customer.* invoice.paid"
          problem={problem("webhookConfig.events")}
        />
        <Outcome error={problems.length === 0 ? create.error : null} />
        <div className="actions">
          <button type="button" className="btn" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="btn pri" disabled={create.isPending}>
            {create.isPending ? "Checking the destination…" : "Create job"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
