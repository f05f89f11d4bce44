import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Conflict } from "../editor/useSave";

interface ConflictDialogProps {
  conflict: Conflict;
  base: number;
  loadTheirs: () => void;
  overwrite: () => void;
  close: () => void;
}

/** Two people edited the same dashboard: whose work stays on top is said by the second, not by chance. */
export function ConflictDialog({ conflict, base, loadTheirs, overwrite, close }: ConflictDialogProps) {
  const { t } = useTranslation("dashboards");
  const { version, author } = conflict;
  return (
    <Modal opened onClose={close} title={t("conflict.title")}>
      <Stack>
        <Text>{t("conflict.text", { author: author || t("versions.somebody"), version, base })}</Text>
        <Group grow align="flex-start">
          <Stack gap={4}>
            <Button variant="default" onClick={loadTheirs} data-testid="conflict-reload">
              {t("conflict.reload")}
            </Button>
            <Text size="xs" c="dimmed">
              {t("conflict.reloadHelp")}
            </Text>
          </Stack>
          <Stack gap={4}>
            <Button onClick={overwrite} data-testid="conflict-overwrite">
              {t("conflict.overwrite", { next: version + 1 })}
            </Button>
            <Text size="xs" c="dimmed">
              {t("conflict.overwriteHelp")}
            </Text>
          </Stack>
        </Group>
      </Stack>
    </Modal>
  );
}
