import type { Connector } from "@sluice/shared/connectors";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { CodeBox } from "../../components/code-block.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Select } from "../../components/select.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { api } from "../../lib/api.ts";
import { takesAny } from "../jobs/patterns.ts";
import { type Draft, problemsOf } from "./draft-rules.ts";

/** What one event would write, with the settings as they are. */
export function SamplePanel({ connector, draft }: { connector: Connector; draft: Draft }) {
  const taken = connector.sampleTypes.filter((type) => takesAny(draft.events, type));
  const offered = taken.length > 0 ? taken : connector.sampleTypes;
  const [chosen, setChosen] = useState<string>();
  const type = offered.find((one) => one === chosen) ?? offered[0];
  const prefix = problemsOf("destination", draft).collectionPrefix ? "" : draft.collectionPrefix;
  const sample = useQuery({
    ...api.connectors.sample.queryOptions({
      params: { connectorId: connector.id },
      query: { type, collectionPrefix: prefix, deleteMode: draft.deleteMode },
    }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <section aria-labelledby="sample">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2 id="sample" className="flex-1 font-600 whitespace-nowrap">
          What one event writes
        </h2>
        <Select
          label="Sample event type"
          options={offered.map((value) => ({ value, label: value }))}
          value={type ?? null}
          onChange={setChosen}
          className="h-ctl! w-auto! max-w-56 text-12"
        />
      </div>
      {sample.isPending && <SkeletonBlock label="Loading the sample" className="h-72" />}
      {sample.isError && (
        <div className="-mx-gutter">
          <ErrorPanel title="The sample cannot be shown" error={sample.error} onRetry={sample.refetch} />
        </div>
      )}
      {sample.data && (
        <div className="bg-surface">
          <CodeBox
            title={
              <code className="break-all">
                {draft.database || "database"}.{sample.data.collection}
              </code>
            }
            actions={
              <Tag tone={sample.data.operation === "delete" ? "warn" : "accent"}>{sample.data.operation}</Tag>
            }
          >
            {sample.data.document ? (
              <JsonViewer text={JSON.stringify(sample.data.document)} label="The document" />
            ) : (
              <p className="px-3 py-2 text-fg-2">
                The document <code>{sample.data.documentId}</code> is removed.
              </p>
            )}
          </CodeBox>
        </div>
      )}
      <p className="mt-2 text-12 text-fg-2">
        Sluice keeps its bookkeeping in <code>_sync_metadata</code>. Filter on it to find what a job wrote.
      </p>
    </section>
  );
}
