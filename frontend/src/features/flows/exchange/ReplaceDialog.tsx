import { Button, Group, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { replaceDocument } from "../commands/replaceDocument";
import { useOpenEditor, useView } from "../EditorContext";
import type { ReadText } from "./queries";
import { TextImport } from "./TextImport";

/** Put a document from elsewhere in the place of the open one; one undo brings that back. */
export function ReplaceDialog() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isOpen = useView((state) => state.isImporting);
  const [read, setRead] = useState<ReadText | null>(null);
  const close = () => {
    setRead(null);
    view.setState({ isImporting: false });
  };
  const use = () => {
    if (!read) return;
    store.getState().apply(replaceDocument, read.document);
    close();
    notify(t("exchange.replaced"));
  };
  return (
    <Modal opened={isOpen} onClose={close} size="lg" title={t("exchange.replace")}>
      <Stack>
        <TextImport read={read} setRead={setRead} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button disabled={!read} onClick={use} data-testid="replace-confirm">
            {t("exchange.replace_action")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
