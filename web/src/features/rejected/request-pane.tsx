import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, ChevronDown, ChevronUp } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Id } from "../../components/id.tsx";
import { PeekPane } from "../../components/peek.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { StatusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import { isStatus } from "../../lib/api.ts";
import { shortId } from "../../lib/format.ts";
import { requestQuery } from "./queries.ts";
import { RequestDetail } from "./request-detail.tsx";

interface Props {
  readonly id: string;
  /** In place of the list, not beside it. */
  readonly narrow: boolean;
  readonly onClose: () => void;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
}

/** One refused request beside the list, or in its place. */
export function RequestPane({ id, narrow, onClose, onPrevious, onNext }: Props) {
  const request = useQuery(requestQuery(id));
  const { data, error, isPending } = request;
  const head = (
    <>
      <StatusWord status="rejected" />
      <Id id={id} short className="font-550" />
      {data && (
        <span className="truncate text-fg-3">
          {data.status}, <Time at={data.at} />
        </span>
      )}
    </>
  );
  const content = (
    <>
      {isPending && <Skeleton label="Loading the request" rows={8} />}
      {error &&
        (isStatus(error, 404) ? (
          <p className="text-fg-2">
            This request is no longer kept. Only the newest 200 of each job are, and none about erased
            objects.
          </p>
        ) : (
          <ErrorPanel title="The request cannot be loaded" error={error} onRetry={request.refetch} />
        ))}
      {data && <RequestDetail request={data} />}
    </>
  );
  const label = `Rejected request ${shortId(id)}`;
  if (narrow)
    return (
      <Alone label={label} head={head} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
        {content}
      </Alone>
    );
  return (
    <PeekPane label={label} head={head} onClose={onClose} onPrevious={onPrevious} onNext={onNext}>
      {content}
    </PeekPane>
  );
}

function Alone({
  label,
  head,
  children,
  onClose,
  onPrevious,
  onNext,
}: Omit<Props, "id" | "narrow"> & { label: string; head: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={label}>
      <div className="flex min-h-11 items-center gap-2 border-b border-line px-gutter py-1.5">
        <IconButton label="Back to the list" icon={<ArrowLeft size={16} />} onClick={onClose} />
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{head}</div>
        <IconButton
          label="Previous"
          icon={<ChevronUp size={16} />}
          disabled={!onPrevious}
          onClick={onPrevious}
        />
        <IconButton label="Next" icon={<ChevronDown size={16} />} disabled={!onNext} onClick={onNext} />
      </div>
      <div className="grid gap-4 px-gutter py-4">{children}</div>
    </section>
  );
}
