import { Alert, Button, Group, Modal, Stack } from "@mantine/core";
import { IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { CopyField } from "@/shared/ui/CopyField";
import { Recipes } from "./Recipes";

interface TokenDialogProps {
  device: Device;
  token: string | null;
  close: () => void;
}

/** The only moment in which a token can be read. A click beside the dialog must not end it. */
export function TokenDialog({ device, token, close }: TokenDialogProps) {
  const { t } = useTranslation("devices");
  return (
    <Modal
      opened={token !== null}
      onClose={close}
      title={t("connect.token_for", { name: device.name })}
      size="lg"
      closeOnClickOutside={false}
    >
      {token && (
        <Stack>
          <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
            {t("connect.shown_once")}
          </Alert>
          <CopyField label={t("connect.token")} value={token} />
          <Recipes device={device} token={token} />
          <Group justify="flex-end">
            <Button onClick={close}>{t("connect.done")}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
