import { Alert, Button, Group, Modal, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Imported, readCurl } from "./curl";

interface CurlDialogProps {
  isOpen: boolean;
  close: () => void;
  take: (imported: Imported) => void;
}

/** A command line from somebody's documentation becomes the block's settings. */
export function CurlDialog({ isOpen, close, take }: CurlDialogProps) {
  const { t } = useTranslation("flows");
  const [text, setText] = useState("");
  const found = readCurl(text);
  return (
    <Modal opened={isOpen} onClose={close} title={t("calls.curl.title")} size="lg">
      <Stack>
        <Textarea
          label={t("calls.curl.label")}
          placeholder="curl https://api.example.com/data -H 'Accept: application/json'"
          autosize
          minRows={4}
          maxRows={14}
          data-autofocus
          spellCheck={false}
          value={text}
          error={text.trim() && !found ? t("calls.curl.none") : undefined}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="curl-text"
        />
        {found?.hasLogin && <Alert color="orange">{t("calls.curl.login")}</Alert>}
        {found && found.unknown.length > 0 && (
          <Alert color="gray">{t("calls.curl.unknown", { options: found.unknown.join(", ") })}</Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            disabled={!found}
            data-testid="curl-take"
            onClick={() => {
              if (!found) return;
              take(found);
              setText("");
              close();
            }}
          >
            {t("calls.curl.take")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
