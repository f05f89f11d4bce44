import type { Switch } from "../types";

/** The three doors that a profile opens, in the order in which they are shown. */
export const SWITCHES: Switch[] = ["access_dashboard", "access_management", "access_rest"];
