import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Icon, Mark } from "../components/icon.tsx";
import { Link } from "../components/link.tsx";
import { EmptyState, ErrorPanel, Skeleton } from "../components/states.tsx";
import { EventPanel } from "../features/events/event-panel.tsx";
import { CreateJobDialog } from "../features/sync-jobs/create-job-dialog.tsx";
import { JobList } from "../features/sync-jobs/job-list.tsx";
import { JobPage } from "../features/sync-jobs/job-page.tsx";
import { jobScope, jobsQuery } from "../features/sync-jobs/queries.ts";
import { SignInPage } from "../features/workspaces/sign-in-page.tsx";
import { go, href, useAddress } from "../lib/address.ts";
import { type LiveState, useLive } from "../lib/live.ts";
import { signOut, useSession } from "../lib/session.ts";

export function App() {
  const { key, ended } = useSession();
  const client = useQueryClient();
  useEffect(() => {
    if (!key) client.clear();
  }, [key, client]);
  return key ? <Dashboard apiKey={key} /> : <SignInPage ended={ended} />;
}

const refetchers = (client: QueryClient) => ({
  changed(jobIds: readonly string[]) {
    client.invalidateQueries({ queryKey: jobsQuery.queryKey });
    for (const jobId of jobIds) client.invalidateQueries({ queryKey: jobScope(jobId) });
  },
  resumed: () => void client.invalidateQueries(),
  refused: () => signOut("Your API key is no longer valid. Sign in again."),
});

const LIVE_WORDS: Record<LiveState, string> = {
  connecting: "Connecting…",
  live: "Live",
  reconnecting: "Reconnecting…",
};

function Dashboard({ apiKey }: { apiKey: string }) {
  const client = useQueryClient();
  const live = useLive(
    apiKey,
    useMemo(() => refetchers(client), [client]),
  );
  const address = useAddress();
  const jobs = useQuery(jobsQuery);
  const [creating, setCreating] = useState(false);
  const selected = address.job ?? jobs.data?.data[0]?.id;
  const isEmpty = !selected && jobs.isSuccess;

  return (
    <div className="app" data-view={address.job || isEmpty ? "job" : "list"}>
      <a className="skip" href="#job">
        Skip to the job
      </a>
      <header className="bar">
        <h1>
          <Mark />
          Sluice
        </h1>
        <span className={`live ${live}`} role="status">
          {LIVE_WORDS[live]}
        </span>
        <button type="button" className="btn ghost" onClick={() => signOut()}>
          Sign out
        </button>
      </header>
      <main>
        <nav className="side" aria-label="Sync jobs">
          <div className="side-head">
            <h2>Sync jobs</h2>
            <button type="button" className="btn" onClick={() => setCreating(true)}>
              <Icon name="plus" />
              New job
            </button>
          </div>
          {jobs.isPending && <Skeleton rows={3} label="Loading jobs" />}
          {jobs.isError && (
            <ErrorPanel title="Jobs cannot be loaded" error={jobs.error} onRetry={jobs.refetch} />
          )}
          {jobs.data && <JobList jobs={jobs.data.data} selected={selected} />}
          {jobs.data?.nextCursor && <p className="hint">The first 200 are shown.</p>}
        </nav>
        <section id="job" className="detail" aria-label="The selected job" tabIndex={-1}>
          {address.job && (
            <Link className="back link" href={href({})}>
              All jobs
            </Link>
          )}
          {selected && <JobPage key={selected} jobId={selected} address={address} />}
          {isEmpty && (
            <EmptyState title="No sync jobs yet">
              <p className="t2">
                A job receives Stripe's webhooks at a URL of its own, keeps every one, and keeps Stripe's
                objects current in a MongoDB database of yours.
              </p>
              <button type="button" className="btn pri" onClick={() => setCreating(true)}>
                New Stripe job
              </button>
            </EmptyState>
          )}
        </section>
      </main>
      {creating && <CreateJobDialog onClose={() => setCreating(false)} />}
      {selected && address.event && (
        <EventPanel
          jobId={selected}
          id={address.event}
          onClose={() => go(href({ job: selected, tab: address.tab, status: address.status }))}
        />
      )}
    </div>
  );
}
