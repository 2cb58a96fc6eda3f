import type { Role } from "@sluice/shared/contract";

/** What each role may do, from the least to the most. */
export const ROLE_MEANS: Readonly<Record<Role, string>> = {
  viewer: "Reads everything but secrets",
  member: "Also retries, replays, sends test events, edits and pauses jobs",
  admin: "Also deletes jobs and manages secrets, members, keys and retention",
  owner: "Also deletes the workspace and makes others owner",
};

export const ROLE_LABEL: Readonly<Record<Role, string>> = {
  viewer: "Viewer",
  member: "Member",
  admin: "Admin",
  owner: "Owner",
};

export const roleOptions = (roles: readonly Role[]) =>
  roles.map((role) => ({ value: role, label: ROLE_LABEL[role] }));
