import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Send } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../../components/button.tsx";
import { type Check, Checks } from "../../components/checks.tsx";
import { FieldError } from "../../components/field.tsx";
import { Link } from "../../components/link.tsx";
import { ProviderTile } from "../../components/tag.tsx";
import { api } from "../../lib/api.ts";
import { cx } from "../../lib/cx.ts";
import { useSession } from "../../lib/session.ts";
import { connectorsQuery } from "../jobs/data.ts";
import { serverQuery } from "./queries.ts";

const NAMES = { database: "MongoDB", engine: "Engine", publicUrl: "Public URL" } as const;

const PUBLIC_URL =
  "Set SLUICE_PUBLIC_URL to an https address that providers can reach. The sample event works without it.";

/** Until there is a job: how a document comes to be, and a way to try it without a provider. */
export function FirstUse() {
  const { can } = useSession();
  return (
    <div className="grid flex-1 border-t border-line wide:grid-cols-[minmax(0,1fr)_360px]">
      <section aria-labelledby="first-use" className="px-gutter py-6">
        <h2 id="first-use" className="text-16 font-600">
          Your first document is three steps away
        </h2>
        <p className="mb-5 text-fg-2">
          About five minutes. You need access to the provider's webhook settings.
        </p>
        <ol className="max-w-160">
          <Step number={1} title="Create a sync job" active>
            <p className="text-fg-2">Pick a provider and the collections its events write to.</p>
            {can("member") ? (
              <Shortcuts />
            ) : (
              <p className="mt-2 text-fg-2">
                Your role is viewer. A member of this workspace can create the first job.
              </p>
            )}
          </Step>
          <Step number={2} title="Give the provider your URL">
            <p className="text-fg-2">
              Sluice makes one URL per job and walks you through the provider's screens.
            </p>
          </Step>
          <Step number={3} title="Watch the first event land">
            <p className="text-fg-2">Each check turns green as it passes. If one fails, Sluice says why.</p>
          </Step>
        </ol>
      </section>
      <aside
        aria-label="Try it, and the state of this server"
        className="grid content-start gap-3 border-line px-gutter py-6 max-wide:border-t wide:border-l"
      >
        {can("member") && <Sample />}
        <Ready />
      </aside>
    </div>
  );
}

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly active?: boolean;
  readonly children: ReactNode;
}

function Step({ number, title, active = false, children }: StepProps) {
  return (
    <li
      className="flex gap-2.5 border-line py-5 first:pt-0 not-first:border-t"
      {...(active && { "aria-current": "step" })}
    >
      <span
        aria-hidden="true"
        className={cx(
          "flex size-5 shrink-0 items-center justify-center rounded-full border text-12",
          active ? "border-accent text-accent-text" : "border-line-ctl text-fg-2",
        )}
      >
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h3 className={cx("font-550", !active && "text-fg-2")}>{title}</h3>
        {children}
      </div>
    </li>
  );
}

function Shortcuts() {
  const connectors = useQuery(connectorsQuery());
  return (
    <div className="mt-2.5 flex flex-wrap gap-2">
      <Link to="/jobs/new" look="primary">
        <Plus size={14} aria-hidden="true" />
        New sync job
      </Link>
      {connectors.data?.data.map(({ id, name }) => (
        <Link key={id} to="/jobs/new" search={{ connector: id }} look="default">
          <ProviderTile name={name} />
          {name}
        </Link>
      ))}
    </div>
  );
}

function Sample() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const sample = useMutation({
    mutationFn: sendSample,
    onSuccess: async ({ eventId }) => {
      await client.invalidateQueries();
      await navigate({ to: "/events/$id", params: { id: eventId } });
    },
  });
  return (
    <section aria-labelledby="sample" className="mb-4 grid justify-items-start gap-3">
      <h2 id="sample" className="font-600">
        No provider at hand?
      </h2>
      <p className="text-fg-2">
        Try the whole path with a sample event. A job named Sample writes one document to{" "}
        <code>sluice_demo</code>; delete the job when you are done.
      </p>
      <Button
        icon={<Send size={14} aria-hidden="true" />}
        busy={sample.isPending}
        onClick={() => sample.mutate()}
      >
        Send a sample event
      </Button>
      <FieldError error={sample.error?.message} />
    </section>
  );
}

/** A job with a secret of its own, and one event signed with it. */
async function sendSample(): Promise<{ eventId: string }> {
  const random = crypto.getRandomValues(new Uint8Array(24));
  const secret = `whsec_${Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const job = await api.syncJobs.create({
    body: {
      name: "Sample",
      source: { connector: "stripe" },
      destination: { database: "sluice_demo" },
      webhookConfig: { secret },
    },
  });
  const { id } = await api.syncJobs.sendTest({ params: { jobId: job.id }, body: { type: "invoice.paid" } });
  return { eventId: id };
}

function Ready() {
  const server = useQuery(serverQuery());
  const checks = (server.data?.checks ?? []).map(
    ({ name, state, note }): Check => ({
      title: NAMES[name],
      state,
      ...(state === "warn"
        ? { detail: `${note.charAt(0).toUpperCase()}${note.slice(1)}. ${PUBLIC_URL}` }
        : note.length <= 12
          ? { note }
          : { detail: note }),
    }),
  );
  return (
    <section aria-labelledby="ready" className="grid gap-3">
      <h2 id="ready" className="font-600">
        Ready on this server
      </h2>
      <div className="min-h-29">
        {checks.length > 0 && <Checks label="Checks of this server" checks={checks} />}
      </div>
    </section>
  );
}
