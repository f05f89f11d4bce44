import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";

export function StatusPage() {
  const { t } = useTranslation("status");
  return <PageHeader title={t("title")} />;
}
