import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Empty } from "../components/empty.tsx";
import { ErrorPanel } from "../components/error-panel.tsx";
import { Link } from "../components/link.tsx";

/** An address that leads nowhere. */
export function NotFoundPage() {
  return (
    <div className="p-4">
      <title>Not found · Sluice</title>
      <h1 className="sr-only">Not found</h1>
      <Empty
        title="There is no page at this address"
        action={
          <Link to="/" look="default">
            Go to Overview
          </Link>
        }
      >
        It may have been mistyped, or the page has moved.
      </Empty>
    </div>
  );
}

/** Something with an id that is not here: say why if it can be told. */
export function NotFound({ what, children }: { what: string; children: ReactNode }) {
  return <Empty title={`This ${what} cannot be found`}>{children}</Empty>;
}

/** A page or action the person's role does not reach. */
export function NoPermission({ what, who = "An admin" }: { what: string; who?: string }) {
  return (
    <Empty title={`You may not ${what}`}>
      {who} of this workspace can do it, or can give you the role under Settings, Members.
    </Empty>
  );
}

/** A page whose code or data failed in a way it did not expect. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <div className="py-4">
      <h1 className="sr-only">This page failed</h1>
      <ErrorPanel
        title="This page cannot be shown"
        error={error instanceof Error ? error : null}
        onRetry={reset}
      />
    </div>
  );
}
