import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import type { Alarm } from "@/shared/api/types";
import { notify } from "@/shared/notify/notify";
import { acknowledge } from "./alarmQueries";

const LONGEST_COMMENT = 2000;

/** Somebody takes notice and says what they know; without a word it cannot be done. */
export function AcknowledgeDialog({ alarm, close }: { alarm: Alarm; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const isBlank = comment.trim() === "";
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => acknowledge(alarm, comment.trim()),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["alarms"] });
      notify(t("widget.alarm_table.acknowledged", { title: alarm.title }));
      close();
    },
  });
  const send = () => {
    if (!isBlank && !isPending) mutate();
  };
  return (
    <Modal opened onClose={close} title={t("widget.alarm_table.dialog", { title: alarm.title })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Stack gap="sm">
          <Text c="dimmed">{[alarm.device, alarm.text].filter(Boolean).join(" · ")}</Text>
          <Textarea
            data-autofocus
            data-testid="acknowledge-comment"
            label={t("widget.alarm_table.comment")}
            description={t("widget.alarm_table.commentHelp")}
            autosize
            minRows={3}
            maxLength={LONGEST_COMMENT}
            required
            value={comment}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setComment(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
            }}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={isBlank} loading={isPending} data-testid="acknowledge-confirm">
              {t("widget.alarm_table.acknowledge")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
