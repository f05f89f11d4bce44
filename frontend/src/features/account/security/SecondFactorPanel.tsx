import { Skeleton, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { PasskeyLines } from "./PasskeyLines";
import { RecoveryCodesDialog } from "./RecoveryCodesDialog";
import { RecoveryCodesLine } from "./RecoveryCodesLine";
import { TotpLine } from "./TotpLine";
import { useAuthenticators } from "./useAuthenticators";

/** Authenticator app, passkeys and the codes for the day when both are lost. */
export function SecondFactorPanel() {
  const { t } = useTranslation("account");
  const authenticators = useAuthenticators();
  const [codes, setCodes] = useState<string[] | null>(null);
  const { list } = authenticators;
  return (
    <Panel title={t("factors.title")}>
      {list.error ? (
        <ErrorState isSmall error={list.error} retry={list.refetch} />
      ) : !list.data ? (
        <Stack aria-busy="true">
          <Skeleton height={40} />
          <Skeleton height={40} />
          <Skeleton height={40} />
        </Stack>
      ) : (
        <>
          <Text c="dimmed" mb="md">
            {t("factors.explain")}
          </Text>
          <TotpLine authenticators={authenticators} showCodes={setCodes} />
          <PasskeyLines authenticators={authenticators} showCodes={setCodes} />
          <RecoveryCodesLine authenticators={authenticators} showCodes={setCodes} />
        </>
      )}
      <RecoveryCodesDialog codes={codes} close={() => setCodes(null)} />
    </Panel>
  );
}
