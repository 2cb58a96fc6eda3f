import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect } from "react";
import { useShortcuts } from "../../lib/keyboard.ts";
import { lazy } from "../../lib/lazy.ts";
import { startLive } from "../../lib/live.ts";
import { leaveLostWorkspace, useSession } from "../../lib/session.ts";
import { sessionLost } from "../../lib/session-store.ts";
import { useStore } from "../../lib/store.ts";
import { useLiveQueries } from "./live-queries.ts";
import { Nav } from "./nav.tsx";
import { closeOverlay, openOverlay, overlay } from "./overlays.ts";
import { PLACES } from "./places.ts";
import { TabBar } from "./tab-bar.tsx";

const Commands = lazy(() => import("./command-menu.tsx").then((module) => ({ default: module.CommandMenu })));
const Shortcuts = lazy(() =>
  import("./shortcuts-dialog.tsx").then((module) => ({ default: module.ShortcutsDialog })),
);
const SignInDialog = lazy(() =>
  import("../../features/session/sign-in-dialog.tsx").then((module) => ({ default: module.SignInDialog })),
);
const NoWorkspacePage = lazy(() =>
  import("../../features/session/no-workspace-page.tsx").then((module) => ({
    default: module.NoWorkspacePage,
  })),
);
const BulkProgress = lazy(() =>
  import("../../features/bulk/bulk-progress.tsx").then((module) => ({ default: module.BulkProgress })),
);
const Toaster = lazy(() =>
  import("../../components/toaster.tsx").then((module) => ({ default: module.Toaster })),
);

/** What stands around every page of a signed-in person. */
export function AppShell() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { workspace } = useSession();
  const lost = useStore(sessionLost);
  const workspaceId = workspace.id;
  useEffect(() => {
    if (lost || !workspaceId) return;
    return startLive({
      workspaceId,
      onUnknown: () => sessionLost.set(true),
      onNotYours: () => void leaveLostWorkspace(client).catch(() => undefined),
    });
  }, [lost, workspaceId, client]);
  useLiveQueries();
  useShortcuts({
    "mod+k": () => openOverlay("commands"),
    "/": () => openOverlay("commands"),
    "?": () => openOverlay("shortcuts"),
    ...Object.fromEntries(PLACES.map(({ key, to }) => [`g ${key}`, () => void navigate({ to })])),
  });
  return (
    <div className="app-shell grid min-h-dvh rail:grid-cols-[var(--nav)_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed -top-16 left-2 z-60 rounded-2 border border-line-ctl bg-surface px-3 py-1.5 focus:top-2"
      >
        Skip to content
      </a>
      <Nav />
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-col pb-tabbar outline-none">
        {workspaceId ? <Outlet key={workspaceId} /> : <NoWorkspacePage />}
      </main>
      <TabBar />
      <Overlays lost={lost} workspaceId={workspaceId} />
    </div>
  );
}

function Overlays({ lost, workspaceId }: { lost: boolean; workspaceId: string }) {
  const open = useStore(overlay);
  return (
    <Suspense>
      {open === "commands" && <Commands onClose={closeOverlay} />}
      {open === "shortcuts" && <Shortcuts onClose={closeOverlay} />}
      {lost && <SignInDialog />}
      <Toaster />
      {workspaceId && <BulkProgress key={workspaceId} />}
    </Suspense>
  );
}
