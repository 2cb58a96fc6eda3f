import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

/** One matter of the settings: what it is at the left, its controls at the right. */
export function Section({ title, text, children }: Props) {
  return (
    <section className="grid gap-x-8 gap-y-3 border-b border-line px-gutter py-5 wide:grid-cols-[220px_minmax(0,560px)]">
      <div>
        <h2 className="font-600">{title}</h2>
        {text && <p className="mt-0.5 text-12 text-fg-2">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
