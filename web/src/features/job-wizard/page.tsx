import { useNavigate } from "@tanstack/react-router";
import type { FormEvent } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ApiError, problemOf } from "../../lib/api.ts";
import { useCreateJob } from "../jobs/queries.ts";

export function JobWizardPage() {
  const create = useCreateJob();
  const navigate = useNavigate();
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
      { onSuccess: (job) => navigate({ to: "/jobs/$id", params: { id: job.id } }) },
    );
  };
  const problem = (path: string) => problemOf(create.error, path);
  const isOfField = create.error instanceof ApiError && create.error.fields.length > 0;
  return (
    <>
      <PageHeader
        title="New sync job"
        crumbs={[
          <Link key="jobs" to="/jobs" look="plain">
            Sync jobs
          </Link>,
        ]}
      />
      <form onSubmit={submit} className="grid max-w-120 gap-4 px-gutter py-4">
        <Field label="Name" error={problem("name")}>
          <Input name="name" required maxLength={200} />
        </Field>
        <Field
          label="Database"
          hint="Where the documents go, on Sluice's own MongoDB."
          error={problem("destination.database")}
        >
          <Input name="database" mono required maxLength={38} />
        </Field>
        <Field
          label="Collection prefix"
          optional
          hint="Goes before every collection name: stripe_ makes stripe_customers."
          error={problem("destination.collectionPrefix")}
        >
          <Input name="prefix" mono maxLength={40} />
        </Field>
        <Field
          label="Event patterns"
          hint="Separated by spaces; * stands for any run of characters: customer.* invoice.paid"
          error={problem("webhookConfig.events")}
        >
          <Input name="events" mono required defaultValue="*" />
        </Field>
        <Outcome error={isOfField ? null : create.error} />
        <div>
          <Button type="submit" kind="primary" busy={create.isPending}>
            Create job
          </Button>
        </div>
      </form>
    </>
  );
}
