import { Link, Navigate, Outlet, useParams } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { useChosenInSight } from "../../lib/in-sight.ts";
import { useHere } from "./access.ts";
import { SECTIONS } from "./sections.ts";

const GROUPS = ["You", "Workspace"] as const;

/** The sections at the left, the chosen one beside them. */
export function SettingsPage() {
  const { section } = useParams({ strict: false });
  const { can, isPerson } = useHere();
  const nav = useChosenInSight<HTMLElement>(section);
  if (!section) return <Navigate to="/settings/$section" params={{ section: "preferences" }} replace />;
  const open = SECTIONS.filter(({ role, personal }) => (!role || can(role)) && (!personal || isPerson));
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex flex-1 flex-col wide:grid wide:grid-cols-[184px_minmax(0,1fr)]">
        <nav
          ref={nav}
          aria-label="Settings"
          className="flex gap-0.5 overflow-x-auto border-line py-2 pr-8 pl-3 [scrollbar-width:none] edge-fade max-wide:border-b wide:flex-col wide:border-r wide:px-3 wide:py-4"
        >
          {GROUPS.map((group) => (
            <div key={group} className="flex shrink-0 gap-0.5 wide:mb-4 wide:flex-col">
              <p className="px-2 pb-1 text-12 text-fg-3 max-wide:sr-only">{group}</p>
              {open
                .filter((one) => one.group === group)
                .map(({ id, label }) => (
                  <Link
                    key={id}
                    to="/settings/$section"
                    params={{ section: id }}
                    search={{}}
                    activeOptions={{ includeSearch: false }}
                    className="flex h-[30px] shrink-0 items-center rounded-2 px-2 text-fg-2 -outline-offset-2 hover:bg-surface-3 aria-[current=page]:bg-surface-3 aria-[current=page]:font-550 aria-[current=page]:text-fg max-rail:h-9"
                  >
                    {label}
                  </Link>
                ))}
            </div>
          ))}
        </nav>
        <div className="min-w-0">
          <Outlet />
        </div>
      </div>
    </>
  );
}
