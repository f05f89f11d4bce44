import { Button, Group, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiError } from "@/shared/api/ApiError";
import { OF_PIN, type Safety, withValue } from "./safety";

interface SendDialogProps {
  send: (proof?: { pin: string }) => Promise<ApiError | null>;
  /** Why nothing can be sent any more. */
  closed: string | null;
  safety: Safety;
  words: string;
  action: string;
  details?: string | undefined;
  close: () => void;
}

/** Asks whether, and by whom, before a control sends. */
export function SendDialog({ send, closed, safety, words, action, details, close }: SendDialogProps) {
  const { t } = useTranslation("dashboards");
  const [pin, setPin] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const asksPin = safety.pin !== "none";
  const text = safety.confirmText.trim()
    ? withValue(safety.confirmText, words)
    : t("command.confirmPin", { value: words });
  const confirm = async () => {
    if (!asksPin) {
      close();
      void send();
      return;
    }
    setSending(true);
    const error = await send({ pin });
    setSending(false);
    if (error && OF_PIN.has(error.code)) {
      setPin("");
      setRefusal(error.message);
    } else close();
  };
  return (
    <Modal opened onClose={close} title={t("command.confirm")} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSending && !(asksPin && !pin)) void confirm();
        }}
      >
        <Stack>
          <Text>{text}</Text>
          {details && (
            <Text size="sm" c="dimmed">
              {details}
            </Text>
          )}
          {asksPin && (
            <PasswordInput
              data-autofocus
              label={t(`command.pin.${safety.pin}`)}
              inputMode="numeric"
              autoComplete="off"
              maxLength={12}
              value={pin}
              error={refusal ?? undefined}
              onChange={(event) => setPin(event.currentTarget.value.replace(/\D/g, ""))}
              data-testid="pin-input"
            />
          )}
          {closed !== null && (
            <Text size="sm" role="alert">
              {closed}
            </Text>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button
              type="submit"
              loading={isSending}
              disabled={(asksPin && !pin) || closed !== null}
              data-autofocus={!asksPin || undefined}
              data-testid="send-confirmed"
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
