import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ActionLine } from "@/shared/ui/ActionLine";
import { confirm } from "@/shared/ui/confirm";
import { type FactorLineProps, readRecoveryCodes, renewRecoveryCodes } from "./factorLine";

/** For the day when phone and passkey are gone. */
export function RecoveryCodesLine({ authenticators, showCodes }: FactorLineProps) {
  const { t } = useTranslation("account");
  const [codes] = authenticators.ofKind("recovery_codes");
  const isProtected = authenticators.ofKind("totp").length + authenticators.ofKind("webauthn").length > 0;
  if (!codes && !isProtected) return null;

  async function show(): Promise<void> {
    const found = await authenticators.change(readRecoveryCodes);
    if (found) showCodes(found);
  }

  async function renew(): Promise<void> {
    const question = {
      title: t("recovery.renew_title"),
      text: t("recovery.renew_text"),
      action: t("recovery.renew"),
      isDangerous: true,
    };
    if (codes && !(await confirm(question))) return;
    const fresh = await authenticators.change(renewRecoveryCodes);
    if (fresh) showCodes(fresh);
  }

  return (
    <ActionLine
      title={t("recovery.title")}
      help={
        codes
          ? t("recovery.left", { count: codes.unused_code_count, total: codes.total_code_count })
          : t("recovery.none")
      }
      action={
        <Group gap="sm">
          {codes && codes.unused_code_count > 0 && (
            <Button variant="default" onClick={() => void show()}>
              {t("recovery.show")}
            </Button>
          )}
          <Button variant="default" onClick={() => void renew()}>
            {t(codes ? "recovery.renew" : "recovery.make")}
          </Button>
        </Group>
      }
    />
  );
}
