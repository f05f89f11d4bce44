import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { changesQuery } from "../queries";
import { ChangeList } from "./ChangeList";

interface PublishDialogProps {
  dashboardId: number;
  /** Of the draft that is shown: a newer one has other changes. */
  draftVersion: number;
  publish: (message: string) => Promise<boolean>;
  isBusy: boolean;
  /** Leave the designer and keep the draft for later; only offered on the way out. */
  keep: (() => void) | null;
  discard: () => void;
  close: () => void;
  done: () => void;
}

/** What viewers will see differently, and a word for the list of versions. */
export function PublishDialog(props: PublishDialogProps) {
  const { dashboardId, draftVersion, publish, isBusy, keep, discard, close, done } = props;
  const { t } = useTranslation("dashboards");
  const [message, setMessage] = useState("");
  const { data, error, refetch } = useQuery(changesQuery(dashboardId, "published", "draft", draftVersion));
  const submit = async () => {
    if (await publish(message.trim())) done();
  };
  return (
    <Modal opened onClose={close} title={t("publish.title")} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isBusy) void submit();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t("publish.text")}
          </Text>
          {error ? (
            <ErrorState error={error} retry={refetch} isSmall />
          ) : data ? (
            <ChangeList changes={data.changes} />
          ) : (
            <Skeleton height={60} />
          )}
          <TextInput
            data-autofocus
            label={t("publish.message")}
            placeholder={t("publish.placeholder")}
            maxLength={200}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            data-testid="publish-message"
          />
          <Group justify="space-between">
            <Button variant="subtle" color="red" onClick={discard} data-testid="discard-draft">
              {t("publish.discard")}
            </Button>
            <Group gap="sm">
              {keep && (
                <Button variant="default" onClick={keep} data-testid="keep-draft">
                  {t("publish.keep")}
                </Button>
              )}
              <Button type="submit" loading={isBusy} data-testid="confirm-publish">
                {t("publish.action")}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
