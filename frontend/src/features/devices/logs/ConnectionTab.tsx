import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { may } from "@/shared/session/may";
import { shortTime } from "@/shared/time/format";
import { useNow } from "@/shared/time/useNow";
import { OnlineDot } from "@/shared/ui/OnlineDot";
import { Panel } from "@/shared/ui/Panel";
import { Recipes } from "../connect/Recipes";
import { connectionLogQuery } from "../queries";
import { ConnectionLogTab } from "./ConnectionLogTab";
import { connectionState } from "./connectionState";
import classes from "./logs.module.css";

const MINUTE_MS = 60_000;

/** How the device stands with us, in words, and every coming and going with its reason. */
export function ConnectionTab({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const log = useQuery(connectionLogQuery(device.id, 0));
  const now = useNow(MINUTE_MS);
  const { key, values } = connectionState(device, log.data?.items ?? []);
  const at = typeof values.at === "string" ? shortTime(new Date(values.at), now) : undefined;
  return (
    <div className={classes.tab}>
      <Panel>
        <p className={classes.state}>
          <OnlineDot isOnline={device.online} isBare />
          <span>{t(key, { ...values, at })}</span>
        </p>
      </Panel>
      <ConnectionLogTab deviceId={device.id} />
      {may(device, "manage_devices") && (
        <Panel title={t("connect.how")}>
          <Recipes device={device} token={null} />
        </Panel>
      )}
    </div>
  );
}
