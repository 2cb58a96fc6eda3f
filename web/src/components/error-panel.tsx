import { CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { ApiError } from "../lib/api.ts";
import { Button } from "./button.tsx";

interface Props {
  /** What cannot be done: "Events cannot be loaded". */
  readonly title: string;
  readonly error: Error | null;
  readonly onRetry?: () => unknown;
  readonly action?: ReactNode;
}

/** An error with its cause, its request id and a way on. Stands above what is still shown from before. */
export function ErrorPanel({ title, error, onRetry, action }: Props) {
  const requestId = error instanceof ApiError ? error.requestId : undefined;
  return (
    <div
      role="alert"
      className="mx-gutter my-3 flex flex-wrap items-start gap-x-3 gap-y-2 rounded-2 border border-line-2 border-l-3 border-l-bad px-4 py-3"
    >
      <CircleX size={16} aria-hidden="true" className="mt-0.5 text-bad" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-600">{title}</p>
        {error && <p className="break-words text-fg-2">{error.message}</p>}
        {requestId && (
          <p className="mt-1 text-12 text-fg-3">
            Request <code>{requestId}</code>
          </p>
        )}
      </div>
      {action}
      {onRetry && <Button onClick={() => void onRetry()}>Try again</Button>}
    </div>
  );
}
