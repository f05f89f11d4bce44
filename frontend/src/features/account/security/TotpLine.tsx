import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { allauth } from "@/shared/auth/allauth";
import { TimeText } from "@/shared/time/TimeText";
import { ActionLine } from "@/shared/ui/ActionLine";
import { confirm } from "@/shared/ui/confirm";
import { type FactorLineProps, readRecoveryCodes } from "./factorLine";
import { TotpDialog } from "./TotpDialog";

const PATH = "account/authenticators/totp";

/** Six digits from an app. */
export function TotpLine({ authenticators, showCodes }: FactorLineProps) {
  const { t } = useTranslation("account");
  const [isOpen, setOpen] = useState(false);
  const [totp] = authenticators.ofKind("totp");
  const hadCodes = authenticators.ofKind("recovery_codes").length > 0;

  async function remove(): Promise<void> {
    const agreed = await confirm({
      title: t("totp.remove_title"),
      text: t("totp.remove_text"),
      action: t("totp.remove"),
      isDangerous: true,
    });
    if (agreed) await authenticators.change(() => allauth("DELETE", PATH));
  }

  async function activated(): Promise<void> {
    setOpen(false);
    // The first second factor brings recovery codes along; this is the moment to keep them.
    const codes = await authenticators.change(() => (hadCodes ? Promise.resolve([]) : readRecoveryCodes()));
    if (codes?.length) showCodes(codes);
  }

  return (
    <>
      <ActionLine
        title={t("totp.title")}
        help={
          totp ? (
            <>
              {t("totp.since")} <TimeText time={totp.created_at * 1000} />. {t("last_used")}:{" "}
              <TimeText time={totp.last_used_at && totp.last_used_at * 1000} isAge missing={t("never")} />
            </>
          ) : (
            t("totp.help")
          )
        }
        action={
          totp ? (
            <Button variant="default" onClick={() => void remove()}>
              {t("totp.remove")}
            </Button>
          ) : (
            <Button variant="default" onClick={() => setOpen(true)}>
              {t("totp.add")}
            </Button>
          )
        }
      />
      <TotpDialog isOpen={isOpen} close={() => setOpen(false)} activated={() => void activated()} />
    </>
  );
}
