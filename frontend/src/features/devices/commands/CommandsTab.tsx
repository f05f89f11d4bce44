import { Button, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Command, CommandStatus, Device, Page } from "@/shared/api/types";
import { commandOf } from "@/shared/live/commandOf";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { notifyError } from "@/shared/notify/notify";
import { may } from "@/shared/session/may";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { formatValue } from "@/shared/values/format";
import { commandsQuery, ROWS_A_LOG_PAGE } from "../queries";
import { CommandForm } from "./CommandForm";
import { CommandStatusText } from "./CommandStatusText";
import classes from "./CommandsTab.module.css";
import { parameterText } from "./parameters";

/** The status of a command in the list follows the live news. */
function useCommandNews(deviceId: number): void {
  const queries = useQueryClient();
  useLiveUpdates(["commands"], (update) => {
    const list = { queryKey: ["devices", "commands", deviceId] };
    if (update.kind === "gap") void queries.invalidateQueries(list);
    if (update.kind !== "event") return;
    const command = commandOf(update.data);
    if (command.device_id !== deviceId) return;
    let isKnown = false;
    queries.setQueriesData<Page<Command>>(list, (page) => {
      if (!page?.items.some((one) => one.id === command.id)) return page;
      isKnown = true;
      return { ...page, items: page.items.map((one) => (one.id === command.id ? { ...one, ...command } : one)) };
    });
    if (!isKnown) void queries.invalidateQueries(list);
  });
}

const ENDED_BADLY: CommandStatus[] = ["failed", "expired"];

/** The same command once more, with the time and attempts that it had. */
function orderOf({ metric_id, name, value, timeout_s, max_attempts }: Command): Record<string, unknown> {
  const common = { expires_in_s: timeout_s, max_attempts };
  return metric_id === null ? { ...common, name, value } : { ...common, metric_id, value };
}

export function CommandsTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const canSend = may(device, "write_metric") && device.archived_at === null;
  const [offset, setOffset] = useState(0);
  const commands = useQuery(commandsQuery(device.id, offset));
  useCommandNews(device.id);
  const again = useMutation({
    mutationFn: (command: Command) => api.post<Command>(`/api/devices/${device.id}/commands`, orderOf(command)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["devices", "commands", device.id] }),
    onError: notifyError,
  });
  const columns: Column<Command>[] = [
    {
      key: "name",
      title: t("command.what"),
      onPhone: "title",
      render: (command) => (
        <span className={classes.what}>
          {command.name}{" "}
          <span className={classes.value}>{parameterText(command.value) ?? formatValue(command.value)}</span>
        </span>
      ),
    },
    {
      key: "status",
      title: t("command.status"),
      onPhone: "aside",
      render: (command) => <CommandStatusText command={command} />,
    },
    {
      key: "detail",
      title: t("command.detail"),
      render: (command) => (
        <Text size="xs" c="dimmed" className={classes.detail}>
          {command.detail}
          {command.attempts > 1 && ` ${t("command.attempt", { count: command.attempts, most: command.max_attempts })}`}
        </Text>
      ),
    },
    { key: "at", title: t("command.asked"), render: (command) => <TimeText time={command.created_at} /> },
    { key: "by", title: t("command.by"), render: (command) => command.requested_by ?? t("command.by_flow") },
    {
      key: "again",
      title: "",
      isRight: true,
      render: (command) =>
        canSend &&
        ENDED_BADLY.includes(command.status) && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t("command.again_of", { name: command.name })}
            loading={again.isPending && again.variables.id === command.id}
            onClick={() => again.mutate(command)}
          >
            {t("command.again")}
          </Button>
        ),
    },
  ];
  return (
    <div className={classes.tab}>
      {canSend && <CommandForm device={device} />}
      <Panel isFlush title={t("command.sent_list")}>
        <DataTable
          caption={t("command.sent_list")}
          columns={columns}
          rows={commands.data?.items}
          rowId={(command) => command.id}
          error={commands.error}
          retry={commands.refetch}
          empty={<EmptyState icon={IconSend} text={t("command.empty")} />}
        />
        <Pager offset={offset} limit={ROWS_A_LOG_PAGE} total={commands.data?.total ?? 0} go={setOffset} />
      </Panel>
    </div>
  );
}
