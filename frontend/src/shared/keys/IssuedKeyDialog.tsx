import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CopyField } from "../ui/CopyField";
import type { IssuedKey } from "./keysQuery";

/** The only moment in which a key can be read. A click beside the dialog must not end it. */
export function IssuedKeyDialog({ issued, close }: { issued: IssuedKey | null; close: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={issued !== null}
      onClose={close}
      title={issued && t("api_keys.issued", { name: issued.name })}
      size="lg"
      closeOnClickOutside={false}
    >
      {issued && (
        <Stack>
          <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
            {t("api_keys.shown_once")}
          </Alert>
          <CopyField label={t("api_keys.key")} value={issued.key} />
          <CopyField
            label={t("api_keys.try")}
            value={`curl -H "Authorization: Bearer ${issued.key}" ${window.location.origin}/api/devices`}
          />
          <Group justify="flex-end">
            <Button onClick={close}>{t("api_keys.done")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
