import { Link, Navigate, Outlet, useParams } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { SECTIONS } from "./sections.ts";

/** The sections at the left, the chosen one beside them. */
export function SettingsPage() {
  const { section } = useParams({ strict: false });
  if (!section) return <Navigate to="/settings/$section" params={{ section: "preferences" }} replace />;
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex flex-1 flex-col wide:grid wide:grid-cols-[184px_minmax(0,1fr)]">
        <nav
          aria-label="Settings"
          className="flex gap-0.5 overflow-x-auto border-line px-3 py-2 max-wide:border-b wide:flex-col wide:border-r wide:py-4"
        >
          {SECTIONS.map(({ id, label }) => (
            <Link
              key={id}
              to="/settings/$section"
              params={{ section: id }}
              className="flex h-[30px] shrink-0 items-center rounded-2 px-2 text-fg-2 hover:bg-surface-3 aria-[current=page]:bg-surface-3 aria-[current=page]:font-550 aria-[current=page]:text-fg max-rail:h-9"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="min-w-0">
          <Outlet />
        </div>
      </div>
    </>
  );
}
