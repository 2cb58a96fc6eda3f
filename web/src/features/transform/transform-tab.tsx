import type { SyncJob } from "@sluice/shared/sync-jobs";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { Button } from "../../components/button.tsx";
import { JavaScriptEditor } from "../../components/javascript-editor.tsx";
import { Notice } from "../../components/notice.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { isStatus } from "../../lib/api.ts";
import { cx } from "../../lib/cx.ts";
import { useUpdateSyncJob } from "../jobs/data.ts";
import { useGate } from "../jobs/gate.tsx";
import { draftOf, filterOf, type GroupDraft, isComplete, partsByPlace } from "./filter-draft.ts";
import { FilterGroup } from "./filter-group.tsx";
import { isWhole, type TransformDraft, transformDraft, transformOf } from "./operation-draft.ts";
import { OperationList } from "./operation-list.tsx";
import { type Draft, pathsOf, tryQuery } from "./queries.ts";
import { Reapply } from "./reapply.tsx";
import { TryOut } from "./try-out.tsx";

const MODES = [
  { value: "none", label: "Nothing" },
  { value: "operations", label: "Operations" },
  { value: "javascript", label: "JavaScript" },
] as const;
const TYPING_MS = 400;

const startOf = (job: SyncJob) => ({ group: draftOf(job.filter), transform: transformDraft(job.transform) });
const sameAs = (job: SyncJob, { filter, transform }: Draft) =>
  JSON.stringify([filter, transform]) ===
  JSON.stringify([filterOf(draftOf(job.filter)), job.transform ?? null]);

/** What a job lets in and changes before it stores: edited, tried on stored events, saved as a version. */
export function TransformTab({ job }: { job: SyncJob }) {
  const [edited, setEdited] = useState<{ group: GroupDraft; transform: TransformDraft }>();
  const [base, setBase] = useState(job.version);
  /** Editors keep their own text: another key begins anew. */
  const [round, setRound] = useState(0);
  const stored = useMemo(() => startOf(job), [job]);
  const { group, transform } = edited ?? stored;
  const update = useUpdateSyncJob(job.id);
  const gate = useGate("member");
  const draft: Draft = { filter: filterOf(group), transform: transformOf(transform) };
  const isDone = isComplete(group) && isWhole(transform);
  const isChanged = edited !== undefined && !sameAs(job, draft);
  const change = (next: Partial<typeof stored>) => {
    update.reset();
    if (!edited) setBase(job.version);
    setEdited({ group, transform, ...next });
  };
  const discard = () => {
    update.reset();
    setEdited(undefined);
    setRound(round + 1);
  };

  const [type, setType] = useState<string>();
  const [chosenId, setChosenId] = useState<string>();
  const settled = useSettled(isDone ? JSON.stringify(draft) : undefined);
  const wanted = useMemo<Draft>(
    () => JSON.parse(settled ?? "null") ?? { filter: null, transform: null },
    [settled],
  );
  const trial = useQuery({
    ...tryQuery(job.id, wanted, { type }),
    enabled: gate.allowed && settled !== undefined,
  });
  const all = useQuery({ ...tryQuery(job.id, NOTHING, {}), enabled: gate.allowed });
  const types = useMemo(() => [...new Set(all.data?.events.map((one) => one.type))].sort(), [all.data]);
  const events = trial.data?.events ?? [];
  const chosen = events.find(({ eventId }) => eventId === chosenId) ?? events[0];
  const tried = useMemo(() => {
    const places = partsByPlace(group);
    const found = new Map<string, NonNullable<typeof chosen>["conditions"][number]>();
    for (const one of chosen?.conditions ?? []) {
      const part = places.get(one.at);
      if (part) found.set(part.key, one);
    }
    return found;
  }, [chosen, group]);
  const paths = useId();
  const failing = events.find(({ outcome }) => outcome === "failed");
  const loadProblem = isStatus(trial.error, 400) ? trial.error?.message : undefined;
  const problem = loadProblem
    ? { message: loadProblem, line: Number(/line (\d+)/.exec(loadProblem)?.[1]) || undefined }
    : failing
      ? { message: failing.reason ?? "", line: failing.line }
      : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isChanged || !isDone) return;
    update.mutate({ ...draft, version: base }, { onSuccess: () => setEdited(undefined) });
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-1 flex-col">
      {gate.reason && (
        <p className="border-b border-line bg-surface-2 px-gutter py-2 text-fg-2">{gate.reason}</p>
      )}
      <div className="grid flex-1 border-b border-line wide:grid-cols-2">
        <fieldset disabled={!gate.allowed} className="min-w-0 border-line wide:border-r">
          <legend className="sr-only">Filter and transformation</legend>
          <section aria-labelledby="filter" className="grid gap-3 border-b border-line px-gutter py-5">
            <div>
              <h2 id="filter" className="font-600">
                Filter
              </h2>
              <p className="mt-0.5 text-12 text-fg-2">
                Events that do not pass are stored as filtered and write nothing. Deletions always pass.
              </p>
            </div>
            {group.parts.length === 0 && <p className="text-fg-2">Every event passes.</p>}
            <FilterGroup
              group={group}
              tried={tried}
              paths={paths}
              onChange={(next) => change({ group: next })}
            />
            <datalist id={paths}>
              {pathsOf(chosen?.before).map((path) => (
                <option key={path} value={path} />
              ))}
            </datalist>
          </section>
          <section aria-labelledby="changes" className="grid gap-3 px-gutter py-5">
            <div>
              <h2 id="changes" className="font-600">
                Changes before storing
              </h2>
              <p className="mt-0.5 text-12 text-fg-2">
                A document's id, its collection and _sync_metadata cannot be changed.
              </p>
            </div>
            <Segmented
              label="How documents are changed"
              options={MODES}
              value={transform.mode}
              onChange={(mode) => change({ transform: { ...transform, mode } })}
              className="justify-self-start"
            />
            {transform.mode === "operations" && (
              <OperationList
                operations={transform.operations}
                onChange={(operations) => change({ transform: { ...transform, operations } })}
              />
            )}
            {transform.mode === "javascript" && (
              <JavaScriptEditor
                key={round}
                label="Function that changes a document"
                initial={transform.javascript}
                problem={problem}
                disabled={!gate.allowed}
                onChange={(javascript) => change({ transform: { ...transform, javascript } })}
              />
            )}
          </section>
        </fieldset>
        <div className="min-w-0 px-gutter py-5 max-wide:border-t max-wide:border-line">
          {gate.allowed ? (
            <TryOut
              tried={trial.data}
              error={loadProblem && transform.mode === "javascript" ? null : trial.error}
              isPending={trial.isPending}
              isStale={trial.isPlaceholderData || !isDone || settled !== JSON.stringify(draft)}
              onRetry={trial.refetch}
              types={types}
              type={type}
              onType={setType}
              chosen={chosen}
              onChoose={(event) => setChosenId(event.eventId)}
            />
          ) : (
            <p className="text-fg-2">Members can try changes on stored events here.</p>
          )}
        </div>
      </div>
      {isStatus(update.error, 409) && (
        <div role="alert" className="px-gutter py-4">
          <Notice
            tone="warn"
            title="Somebody else has changed this job"
            steps={[
              { text: "Look at their change under Versions in Settings." },
              {
                text: "Your changes are still here. Save them on top of theirs.",
                action: (
                  <Button
                    size="small"
                    onClick={() => {
                      update.reset();
                      setBase(job.version);
                    }}
                  >
                    Keep mine
                  </Button>
                ),
              },
            ]}
          >
            {update.error?.message}
          </Notice>
        </div>
      )}
      <div
        className={cx(
          "flex flex-wrap items-center gap-2 border-b border-line bg-surface px-gutter py-3",
          isChanged && "sticky bottom-0 z-10 border-t max-rail:bottom-(--tabbar)",
        )}
      >
        <Button
          type="submit"
          kind="primary"
          busy={update.isPending}
          disabled={!isChanged || !isDone || !gate.allowed}
          title={gate.reason ?? (isDone ? undefined : "Fill in the empty fields first")}
        >
          Save as version {job.version + 1}
        </Button>
        {edited && <Button onClick={discard}>Discard</Button>}
        <Outcome
          error={isStatus(update.error, 409) ? null : update.error}
          done={update.isSuccess ? "Saved. Applies to events from now on." : undefined}
        />
      </div>
      <Reapply job={job} isChanged={isChanged} />
    </form>
  );
}

const NOTHING: Draft = { filter: null, transform: null };

/** What was typed, once nothing more is typed for a moment. */
function useSettled(text: string | undefined): string | undefined {
  const [settled, setSettled] = useState(text);
  const latest = useDeferredValue(text);
  useEffect(() => {
    if (latest === undefined) return;
    const timer = window.setTimeout(() => setSettled(latest), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [latest]);
  return settled;
}
