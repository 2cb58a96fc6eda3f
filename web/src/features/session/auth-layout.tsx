import type { ReactNode } from "react";
import { Mark } from "../../components/mark.tsx";

interface Props {
  readonly title: string;
  readonly lead: ReactNode;
  readonly children: ReactNode;
  /** Beside the form, on wide screens. */
  readonly aside?: ReactNode;
}

/** One column in the middle of the page, for what comes before the dashboard. */
export function AuthLayout({ title, lead, children, aside }: Props) {
  const column = (
    <div className="w-full max-w-90">
      <Mark size={28} />
      <h1 className="mt-4 text-20 font-600 tracking-[-0.012em]">{title}</h1>
      <div className="mb-4 text-fg-2">{lead}</div>
      {children}
    </div>
  );
  if (!aside)
    return (
      <main className="grid min-h-dvh place-items-center bg-surface p-4 rail:bg-bg">
        <title>{`${title} · Sluice`}</title>
        <div className="w-full max-w-100 rail:rounded-3 rail:border rail:border-line-2 rail:bg-surface rail:p-8">
          {column}
        </div>
      </main>
    );
  return (
    <main className="grid min-h-dvh rail:grid-cols-2">
      <title>{`${title} · Sluice`}</title>
      <div className="grid place-items-center p-4 py-8">{column}</div>
      <div className="grid content-center border-line bg-bg p-6 max-rail:border-t rail:border-l rail:p-12">
        {aside}
      </div>
    </main>
  );
}
