import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";

export function AlarmsPage() {
  const { t } = useTranslation("alarms");
  return <PageHeader title={t("title")} />;
}
