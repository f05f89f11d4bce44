import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";

export function HomePage() {
  const { t } = useTranslation("home");
  return <PageHeader title={t("title")} />;
}
