import { useTranslation } from "react-i18next";
import { useCan } from "@/shared/session/useMe";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";

/** Flows, the parts they share, and what they log in with. */
export function FlowTabs() {
  const { t } = useTranslation("flows");
  const can = useCan();
  const places = [
    { to: "/flows", label: t("title"), isExact: true },
    { to: "/flows/subflows", label: t("subflow.many") },
    ...(can("edit_flows") ? [{ to: "/flows/credentials", label: t("credentials.title") }] : []),
  ];
  return <PlaceTabs label={t("title")} places={places} />;
}
