import { Link } from "@tanstack/react-router";
import { cx } from "../../lib/cx.ts";
import { count } from "../../lib/format.ts";
import { useCounts } from "./counts.ts";
import { PLACES } from "./places.ts";

/** The same places at the bottom of a phone. */
export function TabBar() {
  const counts = useCounts();
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 grid h-[calc(56px+env(safe-area-inset-bottom))] grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] rail:hidden"
    >
      {PLACES.map(({ to, label, icon: Icon, count: counted }) => (
        <Link
          key={to}
          to={to}
          activeOptions={{ exact: to === "/", includeSearch: false }}
          className="relative grid place-items-center content-center gap-0.5 text-11 leading-[14px] text-fg-2 aria-[current=page]:font-550 aria-[current=page]:text-accent-text"
        >
          <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
          {label}
          {counted && counts[counted] ? (
            <span
              className={cx(
                "absolute top-[7px] left-[calc(50%+8px)] size-[7px] rounded-full border border-surface",
                counted === "failed" ? "bg-bad" : "bg-warn",
              )}
            >
              <span className="sr-only">
                , {count(counts[counted])} {counted}
              </span>
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}
