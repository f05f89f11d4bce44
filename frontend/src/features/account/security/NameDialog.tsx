import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

interface NameDialogProps {
  title: string;
  /** Null keeps the dialog shut. */
  name: string | null;
  close: () => void;
  named: (name: string) => void;
}

/** By which name to know a passkey again. */
export function NameDialog({ title, name, close, named }: NameDialogProps) {
  const { t } = useTranslation("account");
  const [text, setText] = useState("");
  useEffect(() => {
    if (name !== null) setText(name);
  }, [name]);
  return (
    <Modal opened={name !== null} onClose={close} title={title} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) named(text.trim());
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t("passkeys.name")}
            description={t("passkeys.name_help")}
            maxLength={100}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={!text.trim()}>
              {t("prove.go_on")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
