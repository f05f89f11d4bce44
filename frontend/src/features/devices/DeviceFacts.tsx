import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Device } from "@/shared/api/types";
import { nodePath } from "@/shared/nodes/nodes";
import { TimeText } from "@/shared/time/TimeText";
import classes from "./DeviceFacts.module.css";
import { LastSeen } from "./LastSeen";

/** One line on what this device is. */
export function DeviceFacts({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  return (
    <div>
      {device.description && <p className={classes.description}>{device.description}</p>}
      <dl className={classes.facts}>
        <div>
          <dt>{t("last_seen")}</dt>
          <dd>
            <LastSeen device={device} />
          </dd>
        </div>
        {device.site && (
          <div>
            <dt>{t("site")}</dt>
            <dd>
              <Link to={nodePath(`s:${device.site_id}`)}>{device.site}</Link>
            </dd>
          </div>
        )}
        {device.type && (
          <div>
            <dt>{t("type")}</dt>
            <dd>
              <Link to={`/device-types/${device.type_id}`}>{device.type}</Link>
            </dd>
          </div>
        )}
        {device.is_gateway && (
          <div>
            <dt>{t("role")}</dt>
            <dd>{t("is_gateway")}</dd>
          </div>
        )}
        <div>
          <dt>{t("created")}</dt>
          <dd>
            <TimeText time={device.created_at} />
          </dd>
        </div>
      </dl>
    </div>
  );
}
