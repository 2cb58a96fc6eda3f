import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly action?: ReactNode;
}

/** The head of a section: what it is, what it is for, and its main action. */
export function SectionHeader({ title, lead, action }: Props) {
  return (
    <header className="flex flex-wrap items-start gap-3 border-b border-line px-gutter py-4">
      <div className="min-w-0 flex-1">
        <h2 className="text-16 font-600 tracking-[-0.01em]">{title}</h2>
        {lead && <p className="text-fg-2">{lead}</p>}
      </div>
      {action}
    </header>
  );
}
