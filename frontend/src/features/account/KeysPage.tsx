import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KeysPanel } from "@/shared/keys/KeysPanel";
import { useMe } from "@/shared/session/useMe";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { Page } from "@/shared/ui/Page";

/** Keys with which programs act for this person. */
export function KeysPage() {
  const { t } = useTranslation("account");
  const profiles = useMe()?.profiles ?? [];
  return (
    <>
      <PageHeader title={t("places.keys")} />
      <Page isNarrow>
        <Text c="dimmed" maw={720}>
          {t("keys.explain")}
        </Text>
        <KeysPanel
          path="/api/api-keys"
          profiles={profiles}
          empty={t("keys.empty")}
          notAllowed={t("keys.not_allowed")}
        />
      </Page>
    </>
  );
}
