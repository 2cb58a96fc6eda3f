import { Link } from "@tanstack/react-router";
import { CircleUserRound, Keyboard } from "lucide-react";
import { Kbd } from "../../components/kbd.tsx";
import { Mark } from "../../components/mark.tsx";
import { cx } from "../../lib/cx.ts";
import { count } from "../../lib/format.ts";
import { useSession } from "../../lib/session.ts";
import { useCounts } from "./counts.ts";
import { openOverlay } from "./overlays.ts";
import { PLACES, type Place } from "./places.ts";
import { UserMenu } from "./user-menu.tsx";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

const ITEM =
  "group/item relative flex h-[30px] items-center gap-2 rounded-2 px-2 font-450 text-fg-2 hover:bg-surface-3 hover:text-fg max-wide:h-9 max-wide:justify-center max-wide:px-0 aria-[current=page]:bg-surface-3 aria-[current=page]:font-550 aria-[current=page]:text-fg";
const LABEL = "truncate max-wide:sr-only";

/** The navigation at the left: words from 1181 px on, a rail of icons from 901. */
export function Nav() {
  const { user } = useSession();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh w-nav flex-col border-r border-line bg-bg p-2 max-rail:hidden"
    >
      <Link
        to="/"
        aria-label="Sluice, overview"
        activeProps={{ "aria-current": undefined }}
        className="mb-2 flex h-8 items-center gap-2 rounded-2 px-1.5 text-14 font-600 tracking-[-0.01em] max-wide:justify-center"
      >
        <Mark />
        <span aria-hidden="true" className="max-wide:hidden">
          Sluice
        </span>
      </Link>
      <WorkspaceSwitcher />
      <ul className="grid gap-0.5">
        {PLACES.slice(0, -1).map((place) => (
          <NavItem key={place.to} place={place} />
        ))}
      </ul>
      <ul className="mt-auto grid gap-0.5 border-t border-line pt-2">
        <NavItem place={PLACES[PLACES.length - 1] as Place} />
        <li>
          <button
            type="button"
            title="Shortcuts"
            onClick={() => openOverlay("shortcuts")}
            className={cx(ITEM, "w-full")}
          >
            <Keyboard size={16} strokeWidth={1.75} aria-hidden="true" />
            <span className={LABEL}>Shortcuts</span>
            <span aria-hidden="true" className="ml-auto max-wide:hidden">
              <Kbd>?</Kbd>
            </span>
          </button>
        </li>
        <li>
          <UserMenu
            trigger={
              <button type="button" title={user.name} className={cx(ITEM, "w-full")}>
                <CircleUserRound size={16} strokeWidth={1.75} aria-hidden="true" />
                <span className={LABEL}>
                  <span className="sr-only">Account: </span>
                  {user.name}
                </span>
              </button>
            }
          />
        </li>
      </ul>
    </nav>
  );
}

function NavItem({ place }: { place: Place }) {
  const { icon: Icon, label, to } = place;
  return (
    <li>
      <Link
        to={to}
        title={label}
        activeOptions={{ exact: to === "/", includeSearch: false }}
        className={ITEM}
      >
        <Icon
          size={16}
          strokeWidth={1.75}
          aria-hidden="true"
          className="group-aria-[current=page]/item:text-accent-text"
        />
        <span className={LABEL}>{label}</span>
        <NavCount place={place} />
      </Link>
    </li>
  );
}

/** A number in words' width, a dot on the rail. */
function NavCount({ place }: { place: Place }) {
  const value = useCounts()[place.count ?? "failed"];
  if (!place.count || !value) return null;
  const bad = place.count === "failed";
  return (
    <span
      className={cx(
        "ml-auto text-12 font-500 max-wide:absolute max-wide:top-1 max-wide:right-1 max-wide:size-[7px] max-wide:overflow-hidden max-wide:rounded-full max-wide:indent-5",
        bad ? "text-bad-text max-wide:bg-bad" : "text-warn-text max-wide:bg-warn",
      )}
    >
      {bad && <span className="sr-only">failed: </span>}
      {count(value)}
    </span>
  );
}
