import { CircleUserRound, Search, SunMoon } from "lucide-react";
import { buttonClass } from "../../components/button.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Kbd } from "../../components/kbd.tsx";
import { cx } from "../../lib/cx.ts";
import { modKey } from "../../lib/keyboard.ts";
import { setPreferences } from "../../lib/preferences.ts";
import { openOverlay } from "./overlays.ts";
import { UserMenu } from "./user-menu.tsx";

const switchTheme = () =>
  setPreferences({ theme: document.documentElement.dataset.theme === "dark" ? "light" : "dark" });

/** Search and theme, at the right of every page's bar; on phones the account too. */
export function ShellActions() {
  return (
    <>
      <button
        type="button"
        aria-label="Search and commands"
        onClick={() => openOverlay("commands")}
        className={cx(buttonClass("ghost"), "max-rail:hidden")}
      >
        <Search size={16} aria-hidden="true" />
        <span className="text-fg-3">Search</span>
        <Kbd>{modKey() === "⌘" ? "⌘K" : "Ctrl K"}</Kbd>
      </button>
      <IconButton
        label="Search and commands"
        icon={<Search size={16} />}
        onClick={() => openOverlay("commands")}
        className="rail:hidden"
      />
      <IconButton
        label="Switch theme"
        icon={<SunMoon size={16} />}
        onClick={switchTheme}
        className="max-rail:hidden"
      />
      <span className="rail:hidden">
        <UserMenu trigger={<IconButton label="Account" icon={<CircleUserRound size={16} />} />} />
      </span>
    </>
  );
}
