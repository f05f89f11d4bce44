import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { Page } from "@/shared/ui/Page";
import { ControlPinPanel } from "./ControlPinPanel";
import { PasswordPanel } from "./PasswordPanel";
import { SecondFactorPanel } from "./SecondFactorPanel";
import { SessionsPanel } from "./SessionsPanel";

export function SecurityPage() {
  const { t } = useTranslation("account");
  return (
    <>
      <PageHeader title={t("places.security")} />
      <Page isNarrow>
        <SecondFactorPanel />
        <PasswordPanel />
        <ControlPinPanel />
        <SessionsPanel />
      </Page>
    </>
  );
}
