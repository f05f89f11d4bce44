import { Button, Skeleton } from "@mantine/core";
import { IconCpu } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Device } from "@/shared/api/types";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { Panel } from "@/shared/ui/Panel";
import { formatNumber } from "@/shared/values/format";
import { More } from "./AlarmsAtAGlance";
import classes from "./HomePage.module.css";
import { devicesQuery } from "./queries";

const SHOWN = 6;

/** Those that are gone first: they are the news. */
function newsFirst(devices: readonly Device[]): Device[] {
  const seen = (device: Device) => device.last_seen_at ?? "";
  return devices
    .toSorted((a, b) => Number(a.online) - Number(b.online) || seen(b).localeCompare(seen(a)))
    .slice(0, SHOWN);
}

export function DevicesAtAGlance() {
  const { t } = useTranslation("home");
  const can = useCan();
  const { data, error, refetch } = useQuery(devicesQuery);
  return (
    <Panel title={t("devices")} actions={<More to="/devices" label={t("all_devices")} />} isFlush>
      {!data && error && <ErrorState error={error} retry={refetch} isSmall />}
      {!data && !error && <Skeleton height={72} m="md" width="auto" />}
      {data?.total === 0 && (
        <EmptyState
          icon={IconCpu}
          isSmall
          text={t("no_devices")}
          action={
            can("manage_devices") && (
              <Button component={Link} to="/devices">
                {t("add_device")}
              </Button>
            )
          }
        />
      )}
      {data && data.total > 0 && (
        <>
          <p className={classes.figure}>
            <span className={`${classes.big} num`}>{formatNumber(data.online)}</span>
            <span className={classes.small}>{t("online_of", { total: formatNumber(data.total) })}</span>
          </p>
          <ul className={classes.list}>
            {newsFirst(data.items).map((device) => (
              <li key={device.id}>
                <Link to={`/devices/${device.id}`} className={classes.row}>
                  <OnlineDot isOnline={device.online} isBare />
                  <span className={classes.name}>{device.name}</span>
                  <span className={classes.aside}>
                    <TimeText time={device.last_seen_at} isAge missing={t("never_seen")} />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}
