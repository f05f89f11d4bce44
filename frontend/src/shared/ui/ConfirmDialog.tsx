import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useQuestion } from "./confirm";

/** Shows what `confirm()` asks. The app holds one. */
export function ConfirmDialog() {
  const { t } = useTranslation();
  const { question, answer } = useQuestion();
  const [typed, setTyped] = useState("");
  useEffect(() => {
    if (question) setTyped("");
  }, [question]);
  const isReady = !question?.typed || typed.trim() === question.typed;
  return (
    // Above the dialog or drawer that asks, whichever of the two was mounted first.
    <Modal
      opened={question !== null}
      onClose={() => answer(false)}
      title={question?.title}
      size="sm"
      zIndex="calc(var(--mantine-z-index-modal) + 1)"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) answer(true);
        }}
      >
        <Stack>
          <Text>{question?.text}</Text>
          {question?.typed && (
            <TextInput
              data-autofocus
              label={t("confirm_typed", { name: question.typed })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => answer(false)}>
              {t("cancel")}
            </Button>
            <Button
              type="submit"
              color={question?.isDangerous ? "red" : undefined}
              disabled={!isReady}
              data-autofocus={!question?.typed || undefined}
            >
              {question?.action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
