import type { Role } from "@sluice/shared/contract";
import type { ComponentType } from "react";
import { lazy } from "../../lib/lazy.ts";

interface Section {
  readonly id: string;
  readonly label: string;
  readonly group: "You" | "Workspace";
  readonly page: ComponentType;
  /** The least role that can open it. */
  readonly role?: Role;
  /** For people who are signed in, not for API keys. */
  readonly personal?: true;
}

const page = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(() => load().then((module) => ({ default: module[name] })));

/** In the order of the list; each is loaded when it is opened. */
export const SECTIONS: readonly Section[] = [
  {
    id: "profile",
    label: "Profile",
    group: "You",
    personal: true,
    page: page(() => import("./profile/section.tsx"), "ProfileSection"),
  },
  {
    id: "preferences",
    label: "Preferences",
    group: "You",
    page: page(() => import("./preferences.tsx"), "PreferencesSection"),
  },
  {
    id: "workspace",
    label: "Workspace",
    group: "Workspace",
    page: page(() => import("./workspace/section.tsx"), "WorkspaceSection"),
  },
  {
    id: "members",
    label: "Members",
    group: "Workspace",
    page: page(() => import("./members/section.tsx"), "MembersSection"),
  },
  {
    id: "api-keys",
    label: "API keys",
    group: "Workspace",
    role: "admin",
    page: page(() => import("./api-keys/section.tsx"), "ApiKeysSection"),
  },
  {
    id: "alerts",
    label: "Alerts",
    group: "Workspace",
    page: page(() => import("./alerts/section.tsx"), "AlertsSection"),
  },
  {
    id: "retention",
    label: "Retention",
    group: "Workspace",
    page: page(() => import("./retention/section.tsx"), "RetentionSection"),
  },
  {
    id: "erasures",
    label: "Erasures",
    group: "Workspace",
    role: "admin",
    page: page(() => import("./erasures/section.tsx"), "ErasuresSection"),
  },
  {
    id: "bulk",
    label: "Bulk operations",
    group: "Workspace",
    page: page(() => import("./bulk/section.tsx"), "BulkSection"),
  },
  {
    id: "audit",
    label: "Audit log",
    group: "Workspace",
    page: page(() => import("./audit/section.tsx"), "AuditSection"),
  },
];
