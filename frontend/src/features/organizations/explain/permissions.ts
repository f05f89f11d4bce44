import type { TFunction } from "i18next";

const BY_AREA = {
  values: ["read", "write_metric", "manage_metric"],
  management: [
    "create_organization",
    "edit_organization",
    "manage_users_profiles",
    "manage_sites",
    "manage_templates_files",
    "manage_devices",
    "manage_assets_terminals",
  ],
  dashboards: [
    "view_dashboards",
    "operate",
    "acknowledge_alarms",
    "edit_dashboards",
    "edit_flows",
    "manage_dashboards",
  ],
} as const;

/** Everything that can be asked about, also what comes with a dashboard role. */
export function askable(t: TFunction<"organizations">) {
  return Object.entries(BY_AREA).map(([area, names]) => ({
    group: t(`entries.${area}`),
    items: names.map((value) => ({ value, label: t(`permissions.${value}`) })),
  }));
}
