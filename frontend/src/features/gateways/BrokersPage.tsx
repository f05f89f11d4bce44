import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";

export function BrokersPage() {
  const { t } = useTranslation("gateways");
  return <PageHeader title={t("title")} />;
}
