import { Button, Group, Select, Text, Tooltip } from "@mantine/core";
import { IconBellRinging, IconDeviceDesktopOff } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import {
  DELIVERIES_A_PAGE,
  type Delivery,
  type DeviceFile,
  deliveriesQuery,
  type FileVersion,
  reloadFiles,
  rollOutQuery,
} from "./fileQueries";
import { RollOutBar } from "./RollOutBar";
import classes from "./RollOutView.module.css";
import { isOver, STEPS } from "./rollOut";

interface RollOutViewProps {
  file: DeviceFile;
  version: FileVersion;
  mayEdit: boolean;
}

/** So many devices are listed without asking; of more there is the bar. */
const LISTED_AT_ONCE = 3;

/** How far each device is with the active version; it follows the devices while they move. */
export function RollOutView({ file, version, mayEdit }: RollOutViewProps) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const rollOut = useQuery(rollOutQuery(file.id, version.id));
  const [filter, setFilter] = useState({ status: "", search: "", offset: 0 });

  async function tellAgain(): Promise<void> {
    try {
      await api.post(`/api/files/${file.id}/versions/${version.id}/activate`);
      await reloadFiles(queries);
      notify(t("roll_out.told_again", { version: version.version }));
    } catch (error) {
      notifyError(error);
    }
  }

  const columns: Column<Delivery>[] = [
    {
      key: "device",
      title: t("roll_out.device"),
      onPhone: "title",
      render: ({ device, device_id }) => (
        <Link className={classes.device} to={`/devices/${device_id}`}>
          {device}
        </Link>
      ),
    },
    {
      key: "status",
      title: t("roll_out.status"),
      onPhone: "aside",
      render: (delivery) => <StatusText delivery={delivery} size={version.size} />,
    },
    {
      key: "detail",
      title: t("roll_out.detail"),
      onPhone: "detail",
      render: ({ detail }) => <span className={classes.detail}>{detail}</span>,
    },
    {
      key: "since",
      title: t("roll_out.since"),
      isRight: true,
      render: ({ changed_at }) => <TimeText time={changed_at} isAge />,
    },
  ];
  const data = rollOut.data;
  const [isAsked, setAsked] = useState<boolean | null>(null);
  const isListed = isAsked ?? (data !== undefined && data.total <= LISTED_AT_ONCE);
  const deliveries = useQuery({ ...deliveriesQuery(file.id, version.id, filter), enabled: isListed });
  const isFiltered = filter.status !== "" || filter.search !== "";
  return (
    <Panel
      isFlush
      title={t("roll_out.title", { version: version.version })}
      actions={
        mayEdit &&
        data &&
        !isOver(data) && (
          <Tooltip label={t("roll_out.tell_again_help")}>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconBellRinging size={14} aria-hidden />}
              onClick={() => void tellAgain()}
            >
              {t("roll_out.tell_again")}
            </Button>
          </Tooltip>
        )
      }
    >
      <div className={classes.summary}>{data && <RollOutBar rollOut={data} />}</div>
      {data && data.total > LISTED_AT_ONCE && (
        <Group px="xs" pb="xs">
          <Button variant="subtle" size="compact-sm" aria-expanded={isListed} onClick={() => setAsked(!isListed)}>
            {isListed ? t("roll_out.hide_devices") : t("roll_out.show_devices", { count: data.total })}
          </Button>
        </Group>
      )}
      {data && isListed && data.total > LISTED_AT_ONCE && (
        <Group gap="sm" px="md" pb="sm">
          <SearchInput
            value={filter.search}
            change={(search) => setFilter({ ...filter, search, offset: 0 })}
            label={t("roll_out.search")}
          />
          <Select
            size="sm"
            w={160}
            aria-label={t("roll_out.status")}
            value={filter.status}
            onChange={(status) => setFilter({ ...filter, status: status ?? "", offset: 0 })}
            allowDeselect={false}
            data={[
              { value: "", label: t("roll_out.all") },
              ...STEPS.filter((step) => step !== "waiting").map((value) => ({ value, label: t(`status.${value}`) })),
            ]}
          />
        </Group>
      )}
      {data && isListed && data.total > data.waiting && (
        <>
          <DataTable
            caption={t("roll_out.title", { version: version.version })}
            columns={columns}
            rows={deliveries.data?.items}
            rowId={({ device_id }) => device_id}
            error={deliveries.error}
            retry={deliveries.refetch}
            skeletonRows={3}
            empty={isFiltered && <EmptyState isSmall icon={IconDeviceDesktopOff} text={t("roll_out.nothing_found")} />}
          />
          <Pager
            offset={filter.offset}
            limit={DELIVERIES_A_PAGE}
            total={deliveries.data?.total ?? 0}
            go={(offset) => setFilter({ ...filter, offset })}
          />
        </>
      )}
    </Panel>
  );
}

function StatusText({ delivery, size }: { delivery: Delivery; size: number }) {
  const { t } = useTranslation("files");
  const { status, bytes_sent } = delivery;
  const percent = status === "downloading" && size > 0 ? ` ${Math.floor((100 * bytes_sent) / size)}\u00a0%` : "";
  return (
    <Tooltip label={t(`status_help.${status}`)}>
      <Text size="sm" component="span" className={`num ${classes.status} ${status === "failed" ? classes.failed : ""}`}>
        {t(`status.${status}`)}
        {percent}
      </Text>
    </Tooltip>
  );
}
