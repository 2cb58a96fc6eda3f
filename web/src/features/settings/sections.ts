import { type ComponentType, lazy } from "react";

interface Section {
  readonly id: string;
  readonly label: string;
  readonly page: ComponentType;
}

/** In the order of the list; each is loaded when it is opened. */
export const SECTIONS: readonly Section[] = [
  {
    id: "preferences",
    label: "Preferences",
    page: lazy(() => import("./preferences.tsx").then((module) => ({ default: module.PreferencesSection }))),
  },
];
