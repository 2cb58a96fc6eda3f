import { useRouterState } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { Fragment, type ReactNode, useEffect, useRef } from "react";
import { ShellActions } from "../app/shell/shell-actions.tsx";
import { isNavigation } from "../lib/navigation.ts";
import { LiveMark } from "./live-mark.tsx";

interface Props {
  /** The page's only `h1`. */
  readonly title: ReactNode;
  /** What the tab is called, where it is not the title. */
  readonly documentTitle?: string;
  /** The way here, as links. */
  readonly crumbs?: readonly ReactNode[];
  /** Says that the page follows along; without it that is said only when it does not. */
  readonly live?: boolean;
  /** Controls of this page, left of search and menu. */
  readonly actions?: ReactNode;
}

/** The bar on top of every page; takes the focus when somebody comes here by a link. */
export function PageHeader({ title, documentTitle, crumbs = [], live = false, actions }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each page.
  useEffect(() => {
    if (isNavigation()) heading.current?.focus({ preventScroll: true });
  }, [path]);
  return (
    <header className="sticky top-0 z-20 flex h-bar items-center gap-2 border-b border-line bg-surface pr-3 pl-gutter rail:pr-gutter">
      <title>{`${documentTitle ?? (typeof title === "string" ? title : "Dashboard")} · Sluice`}</title>
      <div className="flex min-w-0 flex-1 items-center gap-1.5">
        {crumbs.map((crumb, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the way to a page does not change.
          <Fragment key={index}>
            <span className="shrink-0 text-fg-3">{crumb}</span>
            <ChevronRight size={14} aria-hidden="true" className="text-fg-3" />
          </Fragment>
        ))}
        <h1 ref={heading} tabIndex={-1} className="truncate text-14 font-600 tracking-[-0.006em]">
          {title}
        </h1>
      </div>
      <LiveMark always={live} />
      {actions}
      <ShellActions />
    </header>
  );
}
