import type { ReactNode } from "react";

interface Props {
  readonly nav: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
  /** What comes of it. */
  readonly aside: ReactNode;
}

/** Where one is, what to fill in, and the result beside it. */
export function Frame({ nav, title, text, children, aside }: Props) {
  return (
    <div className="grid flex-1 max-rail:content-start rail:grid-cols-[216px_minmax(0,1fr)] wide:grid-cols-[216px_minmax(0,560px)_minmax(320px,1fr)]">
      {nav}
      <div className="min-w-0 px-gutter py-5">
        <h2 className="text-16 font-600">{title}</h2>
        <p className="mb-5 text-fg-2">{text}</p>
        {children}
      </div>
      <aside
        aria-label="Result"
        className="min-w-0 border-line bg-bg px-gutter py-5 max-wide:border-t rail:max-wide:col-start-2 wide:border-l"
      >
        {aside}
      </aside>
    </div>
  );
}
