import { useNavigate } from "@tanstack/react-router";
import { Keyboard, LogOut, Settings } from "lucide-react";
import type { ReactElement } from "react";
import { Menu, type TriggerProps } from "../../components/menu.tsx";
import { setPreferences, usePreferences } from "../../lib/preferences.ts";
import { useSession, useSignOut } from "../../lib/session.ts";
import { openOverlay } from "./overlays.ts";

const THEMES = { system: "System", light: "Light", dark: "Dark" } as const;

/** Theme, settings and the way out. */
export function UserMenu({ trigger }: { trigger: ReactElement<TriggerProps> }) {
  const { user } = useSession();
  const { theme } = usePreferences();
  const signOut = useSignOut();
  const navigate = useNavigate();
  return (
    <Menu
      trigger={trigger}
      side="top"
      items={[
        user.email || user.name,
        ...Object.entries(THEMES).map(([value, label]) => ({
          label,
          checked: value === theme,
          onSelect: () => setPreferences({ theme: value as keyof typeof THEMES }),
        })),
        null,
        {
          label: "Settings",
          icon: <Settings size={14} />,
          onSelect: () => void navigate({ to: "/settings" }),
        },
        { label: "Shortcuts", icon: <Keyboard size={14} />, onSelect: () => openOverlay("shortcuts") },
        null,
        { label: "Sign out", icon: <LogOut size={14} />, onSelect: () => signOut.mutate() },
      ]}
    />
  );
}
