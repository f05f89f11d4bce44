import { Button, Code, Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { TimeText } from "@/shared/time/TimeText";
import { ErrorState } from "@/shared/ui/ErrorState";
import classes from "./failed.module.css";
import { failedCallQuery } from "./queries";

interface FailedCallDrawerProps {
  id: number | null;
  close: () => void;
  resend: (id: number) => void;
  forget: (id: number) => void;
  isBusy: boolean;
}

/** All that is known about one call that could not be done. */
export function FailedCallDrawer({ id, close, resend, forget, isBusy }: FailedCallDrawerProps) {
  const { t } = useTranslation("flows");
  const call = useQuery({ ...failedCallQuery(id ?? 0), enabled: id !== null });
  return (
    <Drawer
      opened={id !== null}
      onClose={close}
      position="right"
      size={480}
      title={call.data?.title ?? t("failed.title")}
    >
      {call.error && <ErrorState error={call.error} retry={call.refetch} />}
      {call.isPending && !call.error && <Skeleton height={240} />}
      {call.data && id !== null && (
        <Stack gap="lg">
          <Text className={classes.error}>{call.data.error}</Text>
          <dl className={classes.facts}>
            <dt>{t("failed.flow")}</dt>
            <dd>
              <Link to={`/flows/${call.data.flow_id}?block=${encodeURIComponent(call.data.block)}`}>
                {call.data.flow} · {call.data.block_label || call.data.block}
              </Link>
            </dd>
            {call.data.device_id !== null && (
              <>
                <dt>{t("failed.device")}</dt>
                <dd>
                  <Link to={`/devices/${call.data.device_id}`}>{t("failed.open_device")}</Link>
                </dd>
              </>
            )}
            <dt>{t("failed.caused")}</dt>
            <dd>
              <TimeText time={call.data.caused_at} />
            </dd>
            <dt>{t("failed.at")}</dt>
            <dd>
              <TimeText time={call.data.failed_at} />
            </dd>
            <dt>{t("failed.tries")}</dt>
            <dd className="num">{call.data.tries}</dd>
          </dl>
          <div>
            <Text size="sm" c="dimmed">
              {t("failed.request")}
            </Text>
            <Code block className={classes.request}>
              {JSON.stringify(call.data.request, null, 2)}
            </Code>
          </div>
          <Group gap="xs">
            <Button leftSection={<IconRefresh size={16} />} loading={isBusy} onClick={() => resend(id)}>
              {t("failed.resend")}
            </Button>
            <Button
              variant="default"
              leftSection={<IconTrash size={16} />}
              disabled={isBusy}
              onClick={() => forget(id)}
            >
              {t("delete")}
            </Button>
          </Group>
        </Stack>
      )}
    </Drawer>
  );
}
