import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { eventSearch } from "../features/event/search.ts";
import { eventsSearch } from "../features/events/search.ts";
import { jobSearch } from "../features/job/search.ts";
import { wizardSearch } from "../features/job-wizard/search.ts";
import { jobsSearch } from "../features/jobs/search.ts";
import { overviewSearch } from "../features/overview/search.ts";
import { rejectedSearch } from "../features/rejected/search.ts";
import { signInSearch } from "../features/session/search.ts";
import { settingsSearch } from "../features/settings/search.ts";
import { markNavigation } from "../lib/navigation.ts";
import { parseSearch, stringifySearch } from "../lib/search.ts";
import { meQuery, setupQuery } from "../lib/session.ts";
import { NotFoundPage, PageFailed } from "./page-states.tsx";
import { queryClient } from "./query-client.ts";
import { AppShell } from "./shell/app-shell.tsx";

const rootRoute = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: signInSearch,
  beforeLoad: async () => {
    const [me, setup] = await Promise.all([queryClient.query(meQuery), queryClient.query(setupQuery)]);
    if (me) throw redirect({ to: "/", replace: true });
    if (setup.needsOwner) throw redirect({ to: "/setup", replace: true });
  },
  component: lazyRouteComponent(() => import("../features/session/sign-in-page.tsx"), "SignInPage"),
});
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  component: lazyRouteComponent(() => import("../features/session/setup-page.tsx"), "SetupPage"),
});
/** The token comes after `#`, where no server and no log sees it. */
const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invite",
  component: lazyRouteComponent(() => import("../features/session/invite-page.tsx"), "InvitePage"),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset",
  component: lazyRouteComponent(() => import("../features/session/reset-page.tsx"), "ResetPage"),
});

/** Everything that needs somebody signed in. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  beforeLoad: async ({ location }) => {
    if (await queryClient.query(meQuery)) return;
    throw redirect({ to: "/sign-in", search: { next: location.href }, replace: true });
  },
  component: AppShell,
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import("../features/overview/page.tsx"), "OverviewPage"),
});
const jobsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/jobs",
  validateSearch: jobsSearch,
  component: lazyRouteComponent(() => import("../features/jobs/page.tsx"), "JobsPage"),
});
const wizardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/jobs/new",
  validateSearch: wizardSearch,
  component: lazyRouteComponent(() => import("../features/job-wizard/page.tsx"), "JobWizardPage"),
});
const jobRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/jobs/$id",
  validateSearch: jobSearch,
  component: lazyRouteComponent(() => import("../features/job/page.tsx"), "JobPage"),
});
const eventsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/events",
  validateSearch: eventsSearch,
  component: lazyRouteComponent(() => import("../features/events/page.tsx"), "EventsPage"),
});
const eventRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/events/$id",
  validateSearch: eventSearch,
  component: lazyRouteComponent(() => import("../features/event/page.tsx"), "EventPage"),
});
const rejectedRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/rejected",
  validateSearch: rejectedSearch,
  component: lazyRouteComponent(() => import("../features/rejected/page.tsx"), "RejectedPage"),
});
const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/page.tsx"), "SettingsPage"),
});
const settingsSectionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "$section",
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import("../features/settings/section.tsx"), "SettingsSection"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signInRoute,
    setupRoute,
    inviteRoute,
    resetRoute,
    appRoute.addChildren([
      overviewRoute,
      jobsRoute,
      wizardRoute,
      jobRoute,
      eventsRoute,
      eventRoute,
      rejectedRoute,
      settingsRoute.addChildren([settingsSectionRoute]),
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPreloadDelay: 80,
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
});

router.subscribe("onBeforeNavigate", ({ fromLocation, pathChanged }) => {
  if (fromLocation && pathChanged) markNavigation();
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
