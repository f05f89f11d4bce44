import type { Icon } from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { RouteObject } from "react-router";
import type { Permission } from "../api/types";

export interface NavigationEntry {
  to: string;
  /** Message key with its namespace: "flows:title". */
  label: string;
  icon: Icon;
  /** Place in the rail, small numbers first. */
  order: number;
  /** What one must be allowed to see it; of several, any one. */
  permission?: Permission | readonly Permission[];
  /** Second key after `g`: "f" for `g f`. */
  shortcut?: string;
  /** Small figure beside the icon. */
  Badge?: ComponentType;
}

/** Whether the entry is for somebody who may do what `can` says. */
export function isForMe({ permission }: NavigationEntry, can: (permission: Permission) => boolean): boolean {
  return !permission || [permission].flat().some(can);
}

/**
 * What `features/<name>/routes.tsx` exports as `feature`. The app collects all of them, so that a new feature edits no
 * shared file. Messages stand beside it in `messages/en.json`; their namespace is the folder's name.
 */
export interface Feature {
  routes: RouteObject[];
  /** Pages without frame and without session. */
  publicRoutes?: RouteObject[];
  navigation?: NavigationEntry[];
}
