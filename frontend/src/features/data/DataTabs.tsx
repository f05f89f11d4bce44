import { useTranslation } from "react-i18next";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";

/** The pages about data as such. */
export function DataTabs() {
  const { t } = useTranslation("data");
  return (
    <PlaceTabs
      label={t("title")}
      places={[
        { to: "/data", label: t("tabs.query"), isExact: true },
        { to: "/data/exports", label: t("tabs.exports") },
        { to: "/data/schedules", label: t("tabs.schedules") },
        { to: "/data/imports", label: t("tabs.imports") },
      ]}
    />
  );
}
