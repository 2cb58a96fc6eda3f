import { LayoutDashboard, List, type LucideIcon, Settings, ShieldX, Workflow } from "lucide-react";

export interface Place {
  readonly to: "/" | "/jobs" | "/events" | "/rejected" | "/settings";
  readonly label: string;
  readonly icon: LucideIcon;
  /** After G. */
  readonly key: string;
  /** What of the shared counts stands beside it. */
  readonly count?: "failed" | "rejected";
}

/** The places of the navigation, in their order. */
export const PLACES: readonly Place[] = [
  { to: "/", label: "Overview", icon: LayoutDashboard, key: "o" },
  { to: "/jobs", label: "Sync jobs", icon: Workflow, key: "j" },
  { to: "/events", label: "Events", icon: List, key: "e", count: "failed" },
  { to: "/rejected", label: "Rejected", icon: ShieldX, key: "r", count: "rejected" },
  { to: "/settings", label: "Settings", icon: Settings, key: "s" },
];
