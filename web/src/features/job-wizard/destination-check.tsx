import { queryOptions, useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Spinner } from "../../components/spinner.tsx";
import { api } from "../../lib/api.ts";
import { useGate } from "../jobs/gate.tsx";
import { DestinationResult } from "./destination-result.tsx";
import type { Draft } from "./draft-rules.ts";

const checkQuery = ({ connector, events, database, collectionPrefix, uri, keptServer }: Draft) =>
  queryOptions({
    queryKey: [...api.destinations.check.key(), { events, database, collectionPrefix, uri, keptServer }],
    queryFn: ({ signal }) =>
      api.destinations.check(
        {
          body: {
            connector,
            database,
            collectionPrefix,
            events: [...events],
            ...(uri && { uri }),
            fromDraft: !uri && keptServer !== undefined,
          },
        },
        { signal },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

/** Tries what is chosen, once for each choice, and says what was found. */
export function DestinationCheck({ draft, enabled }: { draft: Draft; enabled: boolean }) {
  const { allowed } = useGate("member");
  const check = useQuery({ ...checkQuery(draft), enabled: enabled && allowed });
  if (!enabled || !allowed)
    return (
      <p className="text-12 text-fg-3">
        Once you name the database, Sluice tests the connection and reads the indexes.
      </p>
    );
  return (
    <section aria-label="Connection test" className="grid gap-2">
      {check.isFetching && (
        <p role="status" className="flex items-center gap-2 text-fg-2">
          <Spinner /> Connecting and trying a write; at most 10 seconds.
        </p>
      )}
      {check.isError && !check.isFetching && (
        <div className="-mx-gutter">
          <ErrorPanel title="The destination cannot be tried" error={check.error} onRetry={check.refetch} />
        </div>
      )}
      {check.data && !check.isFetching && (
        <>
          <DestinationResult report={check.data} />
          <div>
            <Button size="small" icon={<RotateCw size={14} />} onClick={() => void check.refetch()}>
              Test again
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
