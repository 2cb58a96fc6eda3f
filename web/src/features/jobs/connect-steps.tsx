import type { Connector } from "@sluice/shared/connectors";
import type { SyncJob } from "@sluice/shared/sync-jobs";
import { CopyButton } from "../../components/copy-button.tsx";
import { plural } from "../../lib/format.ts";
import { inBold } from "./in-bold.tsx";
import { MintedSecret } from "./minted-secret.tsx";
import { ALL, takesAny } from "./patterns.ts";
import { SecretForm } from "./secret-form.tsx";

interface Props {
  readonly job: SyncJob;
  readonly connector: Connector;
  /** The form for the secret stands in another place of the page. */
  readonly secretElsewhere?: boolean;
}

/** What a person does at the provider, in its words, with what each step needs in sight. */
export function ConnectSteps({ job, connector, secretElsewhere = false }: Props) {
  return (
    <div className="grid gap-4">
      <div className="grid gap-1">
        <p className="text-12 font-550">Endpoint URL</p>
        <div className="flex min-h-10 items-center gap-2 rounded-2 border border-line-ctl bg-surface-2 py-1 pr-1 pl-3">
          <code className="webhook-url min-w-0 flex-1 text-13 break-all">{job.webhookUrl}</code>
          <CopyButton text={job.webhookUrl} what="endpoint URL" look="word" />
        </div>
      </div>
      <ol className="grid gap-3">
        {connector.setupSteps.map((step, index) => (
          <li key={step.text} className="flex gap-3">
            <span
              aria-hidden="true"
              className="flex size-5 shrink-0 items-center justify-center rounded-full border border-line-ctl text-12 text-fg-2"
            >
              {index + 1}
            </span>
            <div className="min-w-0 flex-1">
              <p>{inBold(step.text)}</p>
              {step.shows === "events" && (
                <Events patterns={job.webhookConfig.events} connector={connector} />
              )}
              {step.shows === "secret" &&
                !secretElsewhere &&
                (connector.secretMintedBy === "provider" ? (
                  <SecretForm job={job} connector={connector} />
                ) : (
                  <MintedSecret job={job} connector={connector} />
                ))}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The types to choose at the provider: patterns are ours alone, so those they stand for are copied. */
function Events({ patterns, connector }: { patterns: readonly string[]; connector: Connector }) {
  const types = connector.eventGroups.flatMap((group) => group.types);
  if (patterns.includes(ALL)) return <p className="mt-1 text-fg-2">All event types.</p>;
  const taken = types.filter((type) => takesAny(patterns, type));
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2">
      <code className="min-w-0 break-words text-fg-2">
        {patterns.slice(0, 6).join("  ")}
        {patterns.length > 6 && `  and ${patterns.length - 6} more`}
      </code>
      <CopyButton
        text={(taken.length > 0 ? taken : patterns).join("\n")}
        what={`the ${plural(taken.length, "event type")} for ${connector.name}`}
        look="word"
      />
    </div>
  );
}
