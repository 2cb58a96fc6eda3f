import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { Id } from "../../components/id.tsx";
import { RegisterWebhook } from "./register-webhook.tsx";

/** Before the steps by hand: the same by the provider's API. */
export function RegisterBox({ job, connector }: { job: SyncJob; connector: Connector }) {
  const { name } = connector;
  if (job.registration)
    return (
      <section aria-label="Registered" className="mb-5 rounded-3 border border-line-2 bg-ok-soft px-4 py-3">
        <p className="font-550 text-ok-text">{name} sends to this URL</p>
        <p className="mt-1">
          Registered as <Id id={job.registration.id} />; its signing secret is stored. There is nothing to do
          by hand.
        </p>
      </section>
    );
  return (
    <section aria-labelledby="register" className="mb-5 rounded-3 border border-line-2 px-4 py-3">
      <h2 id="register" className="font-600">
        Let Sluice do it
      </h2>
      <p className="mt-0.5 mb-3 text-fg-2">
        With an API key that may manage webhooks, Sluice creates this one, chooses its event types and stores
        the secret. Or follow the steps below.
      </p>
      <RegisterWebhook job={job} connector={connector} label="Register it for me" />
    </section>
  );
}
