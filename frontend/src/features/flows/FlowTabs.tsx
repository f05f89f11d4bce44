import { useTranslation } from "react-i18next";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";

/** Flows, and the parts they share. */
export function FlowTabs() {
  const { t } = useTranslation("flows");
  const places = [
    { to: "/flows", label: t("title"), isExact: true },
    { to: "/flows/subflows", label: t("subflow.many") },
  ];
  return <PlaceTabs label={t("title")} places={places} />;
}
