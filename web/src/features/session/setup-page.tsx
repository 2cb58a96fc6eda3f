import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";
import { Link } from "../../components/link.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { api, problemOf } from "../../lib/api.ts";
import { refreshMe, setupQuery } from "../../lib/session.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { type NewAccount, NewAccountForm } from "./new-account-form.tsx";

/** The first person of a new server becomes its owner. */
export function SetupPage() {
  const setup = useQuery(setupQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    meta: { isSession: true },
    mutationFn: async (body: NewAccount) => {
      await api.account.setUp({ body });
      await refreshMe(client);
      client.removeQueries({ queryKey: setupQuery.queryKey });
    },
    onSuccess: () => navigate({ to: "/", replace: true }),
  });
  if (setup.isPending)
    return (
      <AuthLayout title="Create the owner account" lead="">
        <SkeletonBlock label="Loading" className="h-80" />
      </AuthLayout>
    );
  if (setup.data && !setup.data.needsOwner)
    return (
      <AuthLayout title="This server has its owner" lead="New people join by invitation.">
        <Link to="/sign-in" look="primary" size="large">
          Sign in
        </Link>
      </AuthLayout>
    );
  return (
    <AuthLayout
      title="Create the owner account"
      lead="This server has no users yet. The first one owns the workspace."
      aside={<WhatFollows />}
    >
      <NewAccountForm
        label="Create account"
        busy={create.isPending}
        error={create.error ?? setup.error}
        onSubmit={create.mutate}
      >
        <Field
          label="Setup code"
          hint="Sluice prints it to its console when it starts."
          error={problemOf(create.error, "code")}
        >
          <Input name="code" mono required maxLength={64} />
        </Field>
      </NewAccountForm>
    </AuthLayout>
  );
}

const STEPS = [
  ["Connect a source", "Sluice gives you a URL for Stripe or another provider, and checks each signature."],
  ["Choose a destination", "One of your MongoDB databases, where every object is kept current."],
  ["Watch it work", "Every event is accounted for: processed, set aside, or waiting for you."],
] as const;

function WhatFollows() {
  return (
    <section className="max-w-110">
      <h2 className="mb-4 font-600">What comes next</h2>
      <ol className="rounded-3 border border-line-2 bg-surface">
        {STEPS.map(([title, text], index) => (
          <li key={title} className="flex gap-3 border-line px-4 py-3 not-first:border-t">
            <span className="text-fg-3">{index + 1}</span>
            <div>
              <p className="font-550">{title}</p>
              <p className="text-12 text-fg-2">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
