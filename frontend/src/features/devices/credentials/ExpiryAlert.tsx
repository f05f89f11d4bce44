import { Alert } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Credential } from "./credentialQueries";
import { warningOf } from "./credentialStates";
import classes from "./credentials.module.css";

/** Says when a certificate of the device ends soon or has ended, and what to do. */
export function ExpiryAlert({ credentials }: { credentials: readonly Credential[] | undefined }) {
  const { t } = useTranslation("credentials");
  const warning = credentials && warningOf(credentials);
  if (!warning) return null;
  const title =
    warning.kind === "expired"
      ? t("expired_alert")
      : warning.days === 0
        ? t("expiring_today")
        : t("expiring", { count: warning.days });
  return (
    <Alert
      variant="light"
      classNames={{ root: classes[warning.kind], title: classes.inherit, icon: classes.inherit }}
      icon={<IconClockExclamation size={16} aria-hidden />}
      title={title}
    >
      {t("expiring_advice")}
    </Alert>
  );
}
