import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  /** What was looked for, when it last happened, what to do. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: Props) {
  return (
    <div className="grid justify-items-start gap-2 px-gutter py-10">
      <p className="text-14 font-600">{title}</p>
      {children && <div className="max-w-prose text-fg-2">{children}</div>}
      {action && <div className="mt-1 flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
