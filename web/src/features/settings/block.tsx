import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
  /** Its content is a table, which brings its own margins. */
  readonly flush?: boolean;
}

/** A part of a section. */
export function Block({ title, lead, action, children, flush = false }: Props) {
  return (
    <section className={flush ? undefined : "border-b border-line"}>
      <header
        className={`flex flex-wrap items-start gap-3 px-gutter pt-5 ${flush ? "border-b border-line pb-3" : ""}`}
      >
        <div className="min-w-0 flex-1">
          <h3 className="text-14 font-600">{title}</h3>
          {lead && <p className="max-w-prose text-fg-2">{lead}</p>}
        </div>
        {action}
      </header>
      {flush ? children : <div className="grid max-w-120 gap-4 px-gutter pt-3 pb-6">{children}</div>}
    </section>
  );
}
