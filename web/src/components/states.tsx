import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** Grey rows of the height that the content will have. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div className="skeleton" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <div key={row} className="bone" />
      ))}
    </div>
  );
}

export function ErrorPanel(props: { title: string; error: Error; onRetry: () => void }) {
  return (
    <div className="box bad" role="alert">
      <Icon name="cross" />
      <div className="grow">
        <p className="strong">{props.title}</p>
        <p>{props.error.message}</p>
      </div>
      <button type="button" className="btn" onClick={props.onRetry}>
        Try again
      </button>
    </div>
  );
}

export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="strong">{title}</p>
      {children}
    </div>
  );
}

/** What an action of the person led to; errors are spoken at once, the rest when there is a pause. */
export function Outcome({ error, done }: { error: Error | null; done?: string | undefined }) {
  return (
    <>
      <p role="alert" className={error ? "said bad" : "sr"}>
        {error?.message}
      </p>
      <p role="status" className={done && !error ? "said" : "sr"}>
        {!error && done}
      </p>
    </>
  );
}
