import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useCan } from "@/shared/session/useMe";
import { PlaceTabs } from "@/shared/ui/PlaceTabs";
import { failedCountQuery } from "./failed/queries";

/** Flows, the parts they share, what they log in with, and what they could not do. */
export function FlowTabs() {
  const { t } = useTranslation("flows");
  const mayEdit = useCan()("edit_flows");
  const { data: failed = 0 } = useQuery({ ...failedCountQuery(null), enabled: mayEdit });
  const forEditors = [
    { to: "/flows/credentials", label: t("credentials.title") },
    { to: "/flows/failed-calls", label: failed > 0 ? t("failed.tab", { count: failed }) : t("failed.title") },
  ];
  const places = [
    { to: "/flows", label: t("title"), isExact: true },
    { to: "/flows/subflows", label: t("subflow.many") },
    ...(mayEdit ? forEditors : []),
  ];
  return <PlaceTabs label={t("title")} places={places} />;
}
