import type { SettingChange, SyncJob, SyncJobVersion } from "@sluice/shared/sync-jobs";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { Tag } from "../../components/tag.tsx";
import { Time } from "../../components/time.tsx";
import { versionsQuery } from "./data.ts";
import { Section } from "./section.tsx";
import { changedLines, fieldWord } from "./setting-words.ts";

/** How the settings came to be what they are: what was changed, when and by whom. */
export function Versions({ job }: { job: SyncJob }) {
  const versions = useInfiniteQuery(versionsQuery(job.id));
  const list = versions.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Section
      title="Versions"
      text="Each saved change makes a version. Events name the version that wrote them."
    >
      {versions.isPending && <SkeletonBlock label="Loading the versions" className="h-24" />}
      {versions.isError && (
        <div className="-mx-gutter">
          <ErrorPanel
            title="The versions cannot be loaded"
            error={versions.error}
            onRetry={versions.refetch}
          />
        </div>
      )}
      <ol aria-label="Versions, newest first" className="grid gap-4">
        {list.map((version) => (
          <Version key={version.version} version={version} isCurrent={version.version === job.version} />
        ))}
      </ol>
      {versions.hasNextPage && (
        <Button
          className="mt-3"
          busy={versions.isFetchingNextPage}
          onClick={() => void versions.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </Section>
  );
}

function Version({ version, isCurrent }: { version: SyncJobVersion; isCurrent: boolean }) {
  const { changes, at, by } = version;
  return (
    <li>
      <p className="flex flex-wrap items-center gap-x-2">
        <b className="font-550">v{version.version}</b>
        {isCurrent && <Tag tone="accent">current</Tag>}
        <span className="text-fg-2">
          <Time at={at} focusable /> {by ? `by ${by.name}` : ""}
        </span>
      </p>
      {changes.length === 0 ? (
        <p className="text-12 text-fg-3">The job was created.</p>
      ) : (
        <ul className="mt-1 grid gap-1">
          {changes.map((change) => (
            <Change key={change.field} change={change} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Change({ change }: { change: SettingChange }) {
  const { removed, added } = changedLines(change);
  return (
    <li className="overflow-hidden rounded-2 border border-line-2">
      <p className="border-b border-line bg-surface-2 px-2.5 py-0.5 text-12 text-fg-2">
        {fieldWord(change.field)}
      </p>
      {removed.map((line) => (
        <Line key={line} sign="−" word="removed" text={line} className="bg-del-bg" />
      ))}
      {added.map((line) => (
        <Line key={line} sign="+" word="added" text={line} className="bg-add-bg" />
      ))}
    </li>
  );
}

function Line(props: { sign: string; word: string; text: string; className: string }) {
  const { sign, word, text, className } = props;
  return (
    <p className={`flex gap-2 px-2.5 ${className}`}>
      <span aria-hidden="true" className="w-3 font-mono">
        {sign}
      </span>
      <span className="sr-only">{word}</span>
      <code className="min-w-0 break-all">{text}</code>
    </p>
  );
}
