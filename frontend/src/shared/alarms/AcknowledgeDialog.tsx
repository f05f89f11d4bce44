import { Button, Group, List, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/ApiError";
import { api } from "../api/client";
import type { AcknowledgedMany, Alarm } from "../api/types";
import { notify } from "../notify/notify";
import { FormError } from "../ui/FormError";
import { SeverityIcon } from "../ui/SeverityIcon";

const LONGEST_COMMENT = 2000;
const NAMED = 5;

interface Outcome {
  acknowledged: number;
  refused: string[];
}

/** One alarm is compared with what the person saw; of many, those that somebody else was faster with are named. */
async function acknowledge(alarms: readonly Alarm[], comment: string): Promise<Outcome> {
  const [first, ...others] = alarms;
  if (first && others.length === 0) {
    await api.post<Alarm>(`/api/alarms/${first.id}/ack`, { comment, expected_version: first.version });
    return { acknowledged: 1, refused: [] };
  }
  const answer = await api.post<AcknowledgedMany>("/api/alarms/ack", { ids: alarms.map(({ id }) => id), comment });
  const titleOf = (id: number) => alarms.find((alarm) => alarm.id === id)?.title ?? String(id);
  return {
    acknowledged: answer.acknowledged.length,
    refused: answer.refused.map(({ id, message }) => `${titleOf(id)}: ${message}`),
  };
}

interface AcknowledgeDialogProps {
  /** Empty: closed. */
  alarms: readonly Alarm[];
  close: () => void;
  done?: () => void;
}

/** Somebody takes notice and says what they found or did; without a word it cannot be done. */
export function AcknowledgeDialog({ alarms, close, done }: AcknowledgeDialogProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [comment, setComment] = useState("");
  const isOpen = alarms.length > 0;
  const isBlank = comment.trim() === "";
  const send = useMutation({
    mutationFn: (asked: readonly Alarm[]) => acknowledge(asked, comment.trim()),
    onSuccess: ({ acknowledged, refused }, asked) => {
      void queries.invalidateQueries({ queryKey: ["alarms"] });
      done?.();
      if (refused.length === 0) notify(t("acknowledge.done", { count: acknowledged, title: asked[0]?.title }));
    },
    onError: (error) => {
      // Somebody was faster: the list behind the dialog should show it.
      if (error instanceof ApiError && error.family === "conflict")
        void queries.invalidateQueries({ queryKey: ["alarms"] });
    },
  });
  const { reset } = send;
  useEffect(() => {
    if (!isOpen) return;
    setComment("");
    reset();
  }, [isOpen, reset]);
  const refused = send.data?.refused ?? [];
  const submit = () => {
    if (isBlank || send.isPending) return;
    // Here and not above: nobody hears this once the dialog asks about other alarms.
    send.mutate(alarms, { onSuccess: ({ refused: left }) => left.length === 0 && close() });
  };
  return (
    <Modal opened={isOpen} onClose={close} title={t("acknowledge.title", { count: alarms.length })}>
      {refused.length > 0 ? (
        <Stack>
          <Text>{t("acknowledge.partly", { done: send.data?.acknowledged, count: refused.length })}</Text>
          <List size="sm">
            {refused.map((line) => (
              <List.Item key={line}>{line}</List.Item>
            ))}
          </List>
          <Group justify="flex-end">
            <Button onClick={close}>{t("close")}</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Stack>
            <Stack gap="xs">
              {alarms.slice(0, NAMED).map((alarm) => (
                <Group key={alarm.id} gap="sm" wrap="nowrap">
                  <SeverityIcon severity={alarm.severity} label={t(`severity.${alarm.severity}`)} />
                  <Text fw={500}>{alarm.title}</Text>
                  <Text c="dimmed" truncate>
                    {alarm.device}
                  </Text>
                </Group>
              ))}
              {alarms.length > NAMED && (
                <Text c="dimmed">{t("acknowledge.and_more", { count: alarms.length - NAMED })}</Text>
              )}
            </Stack>
            <FormError error={send.error} />
            <Textarea
              data-autofocus
              label={t("acknowledge.comment")}
              description={t("acknowledge.comment_help", { count: alarms.length })}
              placeholder={t("acknowledge.placeholder")}
              autosize
              minRows={3}
              maxRows={10}
              maxLength={LONGEST_COMMENT}
              required
              value={comment}
              onChange={(event) => setComment(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
              }}
            />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" disabled={isBlank} loading={send.isPending}>
                {t("acknowledge.action")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
