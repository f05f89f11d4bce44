import { Alert, Stack, Switch } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ProfileDocument } from "./profileDocument";
import { SWITCHES } from "./switches";

interface SwitchFieldsProps {
  document: ProfileDocument;
  change: (document: ProfileDocument) => void;
}

export function SwitchFields({ document, change }: SwitchFieldsProps) {
  const { t } = useTranslation("organizations");
  const isShut = !document.access_management && !document.access_dashboard;
  return (
    <Stack>
      {SWITCHES.map((name) => (
        <Switch
          key={name}
          label={t(`switches.${name}.label`)}
          description={t(`switches.${name}.help`)}
          checked={document[name]}
          onChange={(event) => change({ ...document, [name]: event.currentTarget.checked })}
        />
      ))}
      {isShut && (
        <Alert variant="light" color="yellow" icon={<IconInfoCircle size={16} aria-hidden />}>
          {t("switches.no_login")}
        </Alert>
      )}
    </Stack>
  );
}
